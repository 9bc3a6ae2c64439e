package souk.replay;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** Writes lines of a file for tests: each is of customer 17850 in the United Kingdom until something else is said. */
final class Lines {
    private static final LocalDateTime MORNING = LocalDateTime.of(2010, 12, 1, 8, 26);
    private final List<Line> all = new ArrayList<>();
    private String customer = "17850";
    private String description = "A THING";

    Lines of(String newCustomer) {
        customer = newCustomer;
        return this;
    }

    Lines called(String newDescription) {
        description = newDescription;
        return this;
    }

    Lines line(String invoice, String code, int quantity, String price) {
        all.add(new Line(all.size() + 1, invoice, code, description, quantity, MORNING.plusMinutes(all.size()), new BigDecimal(price), customer, "United Kingdom"));
        return this;
    }

    List<Line> all() {
        return all;
    }

    Plan plan() {
        return Plan.of(all);
    }
}
