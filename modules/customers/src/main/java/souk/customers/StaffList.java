package souk.customers;

import java.util.Optional;
import souk.customers.staff.StaffCommand;
import souk.customers.staff.StaffCommand.Member;
import souk.customers.staff.StaffEvent;
import souk.kernel.View;

/**
 * Somebody in the list of staff.
 *
 * @param member nothing before there were roles
 */
record StaffList(Optional<Member> member) {
    static final View<StaffList, StaffEvent> VIEW = View.of("customers.staff-list", StaffCommand.TYPE, StaffEvent.class, new StaffList(Optional.empty()))
            .on(StaffEvent.RolesGiven.class, (row, event) -> new StaffList(Optional.of(new Member(Optional.of(event.email()), event.roles(), row.next(), event.by(), event.at()))))
            .ignore(StaffEvent.HolderFound.class, StaffEvent.RolesInForce.class)
            .build();

    private long next() {
        return member.map(Member::version).orElse(0L) + 1;
    }

    /** Who works here now. */
    Optional<Member> working() {
        return member.filter(each -> !each.roles().isEmpty());
    }
}
