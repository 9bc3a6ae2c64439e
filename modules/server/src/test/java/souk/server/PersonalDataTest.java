package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.Personal;
import souk.platform.Capability;

/**
 * Where the shop keeps what it knows of persons: {@code docs/personal-data.md} is made from the types of all that is stored or sent, and is never stale. A field that is named like something personal and is
 * not locked fails this test until it is a {@link Personal}, or stands here with the reason why it need not be.
 */
class PersonalDataTest {
    private static final Path MAP = Path.of("..", "..", "docs", "personal-data.md");
    private static final String WRITE = "souk.docs";
    private static final Pattern SUSPICIOUS = Pattern.compile("(?i).*(e?mail|phone|mobile|address|street|line[12]|postcode|zip|city|birth|gender|passport|iban|userAgent|recipient|contact|person|customerName|buyerName|vat|taxId)"
            + "|name|firstName|lastName|surname|fullName|ip|to|reason|comment|note|message|text|payoutAccount");

    /** What each locked field is, by its name; by its class and name where a name means two things. */
    private static final Map<String, String> LOCKED = Map.ofEntries(
            Map.entry("email", "e-mail address"),
            Map.entry("to", "e-mail address of a letter that is to be sent"),
            Map.entry("others", "e-mail address of a letter that is to be sent"),
            Map.entry("shippingAddress", "name, street, city, postcode, country"),
            Map.entry("name", "name"),
            Map.entry("company", "e-mail address, tax id and legal address of a vendor"),
            Map.entry("payoutAccount", "where a vendor is paid to"),
            Map.entry("Document.name", "name of a document of a vendor"),
            Map.entry("address", "address in an address book"),
            Map.entry("addresses", "address in an address book"),
            Map.entry("Visit.address", "IP address of a session"),
            Map.entry("reason", "reason of a credit note"),
            Map.entry("text", "what somebody said in a dispute, or of a vendor"),
            Map.entry("userAgent", "what a session's browser says of itself"));

    /** Named as if it were personal, and why it is not locked; by the class that has it. */
    private static final Map<String, String> OPEN = new TreeMap<>(Map.ofEntries(
            Map.entry("Act.address", "from where staff, or who tried to be, did something: the audit log is kept as it was written"),
            Map.entry("Act.mail", "of a member of staff who did something: the audit log is kept as it was written"),
            Map.entry("Affiliate.name", "under which an affiliate advertises: whose share was booked must be told, so nothing more of a person belongs there"),
            Map.entry("AffiliateCommand.SetTerms.name", "under which an affiliate advertises: whose share was booked must be told, so nothing more of a person belongs there"),
            Map.entry("AffiliateEvent.TermsSet.name", "under which an affiliate advertises: whose share was booked must be told, so nothing more of a person belongs there"),
            Map.entry("AffiliateList.Entry.name", "under which an affiliate advertises: whose share was booked must be told, so nothing more of a person belongs there"),
            Map.entry("CartCommand.NewLine.name", "a product's"),
            Map.entry("CartContents.Line.name", "a product's"),
            Map.entry("CartEvent.AddedLine.name", "a product's"),
            Map.entry("Change.name", "a product's"),
            Map.entry("Lines.Item.name", "a product's"),
            Map.entry("Sold.Line.name", "a product's"),
            Map.entry("OrderLine.name", "a product's"),
            Map.entry("ProductContent.name", "a product's"),
            Map.entry("ProductSummary.name", "a product's"),
            Map.entry("SkuOffer.name", "a product's"),
            Map.entry("Order.Waiting.reason", "the shop's own words for why a step waits"),
            Map.entry("OrderEvent.Delayed.reason", "the shop's own words for why a step waits"),
            Map.entry("SaleEvent.Delayed.reason", "the shop's own words for why a step waits"),
            Map.entry("TransferEvent.Delayed.reason", "the shop's own words for why a step waits"),
            Map.entry("UsherEvent.Delayed.reason", "the shop's own words for why a step waits"),
            Map.entry("OrderCommand.Refund.reason", "what staff types when it gives something back: not locked, so nothing of a person belongs there"),
            Map.entry("OrderEvent.RefundRequested.reason", "what staff types when it gives something back: not locked, so nothing of a person belongs there"),
            Map.entry("OrderRefund.reason", "what staff types when it gives something back: not locked, so nothing of a person belongs there"),
            Map.entry("PriceListTerms.name", "a price list's"),
            Map.entry("RulesCommand.Block.reason", "why staff blocks an address: nothing of a person belongs there"),
            Map.entry("RulesCommand.BlockInfo.reason", "why staff blocks an address: nothing of a person belongs there"),
            Map.entry("RulesEvent.Blocked.reason", "why staff blocks an address: nothing of a person belongs there"),
            Map.entry("SaleTerms.name", "a flash sale's"),
            Map.entry("SealedSecret.text", "the secret of a second factor, encrypted by a key of the shop; it says nothing of a person"),
            Map.entry("Synonyms.to", "a word for searching"),
            Map.entry("Vendor.name", "under which a vendor sells: everybody is shown it"),
            Map.entry("VendorCommand.Apply.name", "under which a vendor sells: everybody is shown it"),
            Map.entry("VendorCommand.ChangeDetails.name", "under which a vendor sells: everybody is shown it"),
            Map.entry("VendorEvent.DetailsChanged.name", "under which a vendor sells: everybody is shown it"),
            Map.entry("VendorEvent.Applied.name", "under which a vendor sells: everybody is shown it"),
            Map.entry("VendorList.Entry.name", "under which a vendor sells: everybody is shown it"),
            Map.entry("VendorCommand.Reject.reason", "what staff types for a vendor to read: not locked, so nothing of a person belongs there"),
            Map.entry("VendorCommand.Suspend.reason", "what staff types for a vendor to read: not locked, so nothing of a person belongs there"),
            Map.entry("VendorEvent.Rejected.reason", "what staff types for a vendor to read: not locked, so nothing of a person belongs there"),
            Map.entry("VendorEvent.Suspended.reason", "what staff types for a vendor to read: not locked, so nothing of a person belongs there"),
            Map.entry("VendorView.Verdict.reason", "what staff types for a vendor to read: not locked, so nothing of a person belongs there")));

    private static final String AS_AGGREGATE = "what its aggregate says, which is told";
    private static final String NOBODYS = "things and their numbers; it names orders, sales and transfers, nobody";
    private static final String A_VENDORS_MONEY = "amounts by ids of orders and payouts; the vendor reads them (`GET /v1/vendor/balance`, `GET /v1/vendor/payouts`), and where it is paid to is in none";
    private static final String THE_SHOPS = "what staff has set; it names nobody but them";

    /** In which part of the export of a person ({@code POST /v1/me/data-export}) it is told what this aggregate or view holds of them. */
    private static final Map<String, String> TOLD = new TreeMap<>(Map.ofEntries(
            Map.entry("customers.account", "account"),
            Map.entry("customers.mailbox", "account"),
            Map.entry("customers.staff", "account"),
            Map.entry("customers.consents", "consents"),
            Map.entry("customers.address-book", "addresses"),
            Map.entry("cart.cart", "carts"),
            Map.entry("cart.basket", "carts"),
            Map.entry("flashsale.counter", "flashSales"),
            Map.entry("flashsale.place", "flashSales"),
            Map.entry("payments.credit-note", "creditNotes"),
            Map.entry("payments.credit-notes-of-person", "creditNotes"),
            Map.entry("orders.order", "orders"),
            Map.entry("orders.order-list", "orders"),
            Map.entry("orders.takeovers", "orders"),
            Map.entry("vendors.vendor", "vendors"),
            Map.entry("vendors.dispute", "disputes"),
            Map.entry("vendors.rating", "ratings")));

    /** What is in no export, and why not. */
    private static final Map<String, String> NOT_TOLD = new TreeMap<>(Map.ofEntries(
            Map.entry("audit.chain", "what staff did, kept as it was written: role `security` reads it (`GET /v1/admin/audit?actor=`) for who asks"),
            Map.entry("customers.ended-sessions", "ids of sessions that have ended, for the quarter of an hour that their tokens last; the account tells its sessions"),
            Map.entry("customers.rules", "limits of classes of visitors and blocked networks, set by staff; no account is named"),
            Map.entry("customers.staff-list", AS_AGGREGATE),
            Map.entry("catalog.product", NOBODYS), Map.entry("catalog.sku", NOBODYS), Map.entry("catalog.import", NOBODYS), Map.entry("catalog.product-list", NOBODYS),
            Map.entry("pricing.price-list", NOBODYS), Map.entry("inventory.stock", NOBODYS),
            Map.entry("flashsale.sale", NOBODYS), Map.entry("flashsale.sale-list", NOBODYS), Map.entry("flashsale.calendar", NOBODYS), Map.entry("flashsale.transfer", NOBODYS), Map.entry("flashsale.usher", NOBODYS),
            Map.entry("flashsale.room", "numbers that were given out; whose each is its place says, which is told"),
            Map.entry("payments.credit-note-list", AS_AGGREGATE),
            Map.entry("orders.affiliate", THE_SHOPS + " and who advertises for it; which one has sent a buyer is told with the order"), Map.entry("orders.affiliate-list", "the same"),
            Map.entry("orders.unfinished", AS_AGGREGATE), Map.entry("orders.held", AS_AGGREGATE),
            Map.entry("orders.guest-orders", "digests of addresses with orders of guests, which are told once they are an account's"),
            Map.entry("ledger.transaction", "amounts by the ids of orders and credit notes, which are told, of vendors, who read theirs (`GET /v1/vendor/ledger`), and by codes of affiliates"), Map.entry("ledger.journal", "amounts by the ids of orders and credit notes, which are told, of vendors, who read theirs (`GET /v1/vendor/ledger`), and by codes of affiliates"),
            Map.entry("vendors.seller", AS_AGGREGATE), Map.entry("vendors.vendor-list", AS_AGGREGATE),
            Map.entry("vendors.offer", "prices and counts of a vendor, and ids of who said so; the vendor reads its offers (`GET /v1/vendor/offers`)"), Map.entry("vendors.offer-list", "the same"),
            Map.entry("vendors.vendor-order", "things, amounts and numbers of parcels by the ids of orders, which are told; where it goes only the order knows"), Map.entry("vendors.vendor-order-list", "the same"), Map.entry("vendors.commission-rules", THE_SHOPS),
            Map.entry("vendors.commission-correction", "rates, times and sums by ids of orders, which are told; and who of staff asked for it"), Map.entry("vendors.commission-correction-list", NOBODYS),
            Map.entry("vendors.commissioned-orders", "rules by ids of orders, which are told"),
            Map.entry("vendors.account", A_VENDORS_MONEY), Map.entry("vendors.payout", A_VENDORS_MONEY), Map.entry("vendors.paid-list", A_VENDORS_MONEY), Map.entry("vendors.sales", "things and amounts by the ids of vendor orders; the vendor reads what they come to (`GET /v1/vendor/analytics`)"), Map.entry("vendors.payout-list", A_VENDORS_MONEY), Map.entry("vendors.payout-run", A_VENDORS_MONEY + "; and who of staff began it"),
            Map.entry("vendors.dispute-list", AS_AGGREGATE), Map.entry("vendors.rating-list", AS_AGGREGATE),
            Map.entry("vendors.payout-run-list", NOBODYS), Map.entry("vendors.payout-settings", THE_SHOPS),
            Map.entry("orders.fraud-rules", THE_SHOPS + ", and digests of whom they are about; telling them would tell how to get round them"),
            Map.entry("orders.velocity", "ids and amounts of orders, which are told, under digests of what a rule against fraud counts"),
            Map.entry("analytics.sales", "things and amounts by the ids of orders, which are told"),
            Map.entry("search.tuning", THE_SHOPS), Map.entry("search.products", NOBODYS), Map.entry("search.stock", NOBODYS)));

    private final Map<String, Set<String>> locked = new TreeMap<>();
    private final Set<String> personal = new TreeSet<>();
    private final Set<String> suspicious = new TreeSet<>();

    @Test
    void theMapOfPersonalDataIsTrue() throws IOException {
        for (Capability capability : Souk.CAPABILITIES) {
            for (Blueprint<?, ?> blueprint : capability.blueprints()) {
                blueprint.applied().forEach(applied -> look("event `" + applied.name() + "." + applied.version() + "`", applied.event()));
                look("page of `" + blueprint.type() + "`", blueprint.state());
                blueprint.handlings().forEach(handling -> look("command `" + blueprint.type() + "/" + handling.name() + "`", handling.command()));
            }
            capability.views().forEach(binding -> look("view `" + binding.view().name() + "`", binding.view().empty().getClass()));
        }
        var unexplained = new TreeSet<>(suspicious);
        unexplained.removeAll(OPEN.keySet());
        assertThat(unexplained).as("fields named like something personal: make them Personal<...>, or say in this test why they are not").isEmpty();
        var idle = new TreeSet<>(OPEN.keySet());
        idle.removeAll(suspicious);
        assertThat(idle).as("explanations of fields that are not there").isEmpty();

        String map = map();
        if ("write".equals(System.getProperty(WRITE))) Files.writeString(MAP, map);
        String committed = Files.exists(MAP) ? Files.readString(MAP) : "";
        assertThat(committed).as("docs/personal-data.md is stale. Write it anew, read it, and commit it: mvn verify -pl modules/server -Dtest=PersonalDataTest -D" + WRITE + "=write").isEqualTo(map);
    }

    /** Of a new aggregate or view somebody has to say where an export tells it, or why not. */
    @Test
    void whatIsKeptUnderAPersonIsInTheExport() {
        var all = new TreeSet<String>();
        var parts = new TreeSet<String>();
        for (Capability capability : Souk.CAPABILITIES) {
            parts.addAll(capability.personalData().keySet());
            for (Blueprint<?, ?> blueprint : capability.blueprints()) {
                all.add(blueprint.type());
                blueprint.applied().forEach(applied -> look(blueprint.type(), applied.event()));
                look(blueprint.type(), blueprint.state());
            }
            capability.views().forEach(binding -> {
                all.add(binding.view().name());
                look(binding.view().name(), binding.view().empty().getClass());
            });
        }
        var known = new TreeSet<>(TOLD.keySet());
        known.addAll(NOT_TOLD.keySet());
        assertThat(all).as("aggregates and views: of each TOLD says in which part of an export it is, or NOT_TOLD why it is not").isEqualTo(known);
        assertThat(TOLD.keySet()).as("in an export, and not").doesNotContainAnyElementsOf(NOT_TOLD.keySet());
        assertThat(new TreeSet<>(TOLD.values())).as("the parts of an export, as capabilities name them").isEqualTo(parts);
        locked.values().forEach(personal::addAll);
        personal.removeAll(NOT_TOLD.entrySet().stream().filter(each -> each.getValue().equals(AS_AGGREGATE)).map(Map.Entry::getKey).toList());
        assertThat(TOLD.keySet()).as("whatever holds something locked is told").containsAll(personal);
    }

    /** Walks through everything that a stored record holds; what is locked is not looked into. */
    private void look(String where, Class<?> root) {
        Deque<Type> open = new ArrayDeque<>();
        Set<Type> seen = new LinkedHashSet<>();
        open.add(root);
        while (!open.isEmpty()) {
            Type type = open.poll();
            if (!seen.add(type)) continue;
            if (type instanceof ParameterizedType generic) {
                open.addAll(Arrays.asList(generic.getActualTypeArguments()));
                open.add(generic.getRawType());
            } else if (type instanceof WildcardType wild) {
                open.addAll(Arrays.asList(wild.getUpperBounds()));
            } else if (type instanceof Class<?> plain && plain.getName().startsWith("souk.")) {
                if (plain.isSealed()) open.addAll(Arrays.asList(plain.getPermittedSubclasses()));
                if (plain.isRecord()) for (RecordComponent each : plain.getRecordComponents()) component(where, plain, each, open);
            }
        }
    }

    private void component(String where, Class<?> owner, RecordComponent component, Deque<Type> open) {
        String type = component.getGenericType().getTypeName();
        String name = component.getName();
        if (type.contains(Personal.class.getName())) {
            assertThat(LOCKED).as("what is %s.%s? Say so in this test", owner.getSimpleName(), name).containsKey(name);
            locked.computeIfAbsent(LOCKED.getOrDefault(owner.getSimpleName() + "." + name, LOCKED.get(name)), what -> new TreeSet<>()).add(where);
            return;
        }
        boolean text = type.matches(".*\\bjava\\.lang\\.String\\b.*") || component.getType() == String.class;
        if (text && SUSPICIOUS.matcher(name).matches()) suspicious.add(owner.getName().replaceFirst("^.*\\.", "").replace('$', '.') + "." + name);
        open.add(component.getGenericType());
    }

    private String map() {
        var text = new StringBuilder("""
                # What the shop knows of persons, and where

                Made by `PersonalDataTest` from the types of everything that is stored or sent; it fails while this page is stale, and when something is stored that is named like something personal and is not locked.

                What is locked is encrypted with a key of its person before it leaves the edge ([ADR 26](adr/0026-erasure.md)). So it is unreadable in the logs, pages, histories, views, files of the database and backups once
                that key is destroyed. Nothing of it is in Elasticsearch.

                ## Locked

                """);
        locked.forEach((what, places) -> text.append("- **").append(what).append("**: ").append(String.join(", ", places)).append("\n"));
        text.append("""

                ## Named as if it were personal, and stored as it is

                | Field | Why |
                | --- | --- |
                """);
        OPEN.forEach((field, why) -> text.append("| `").append(field).append("` | ").append(why).append(" |\n"));
        text.append("""

                ## What a person is told

                `POST /v1/me/data-export` answers in parts; the test fails when there is an aggregate or a view of which it does not know the part, or why it is in none.

                | Kept in | Part of the export |
                | --- | --- |
                """);
        TOLD.forEach((kept, part) -> text.append("| `").append(kept).append("` | `").append(part).append("` |\n"));
        NOT_TOLD.forEach((kept, why) -> text.append("| `").append(kept).append("` | none: ").append(why).append(" |\n"));
        text.append("""

                ## Elsewhere

                | What | Where | After an erasure |
                | --- | --- | --- |
                | Ids of persons (drawn at random), of guests' sessions | everywhere | stay: nothing says whose they were |
                | The id of a mailbox | log, pages | stays: a digest by a key of the shop; who has that key can try whether an address was here |
                | By what a guest's order is found by who reads the mail of its address | log, pages, a view | stays, and nobody can make it any more: a digest by a key of that reader, which goes with their account; of who comes back with that address after that, by a key of the shop |
                | E-mail addresses on lists of rules against fraud; what such rules count (accounts, e-mail and other addresses, means of payment, networks) | log, pages | stays: a digest by a key of the shop; who has that key can try whether something was here |
                | Accounts, postcodes and networks on lists of rules against fraud | log, pages | stay: staff puts them there, and removes them from the list, not from events |
                | Hash of the password (Argon2id, salted) | log | stays in events, goes from the page |
                | From where an account was used: a digest of browser and network, by a key of the shop | log, pages | stays in events, goes from the page; who has that key can try whether it was this or that |
                | Second factor: its secret, encrypted by a key of the shop, and digests of backup codes | log, pages | stays in events, goes from the page: says nothing of a person |
                | The name of an affiliate | log, pages, history, view | stays: whose share was booked must be told |
                | A vendor's name, what staff wrote to it, digests and sizes of its documents | log, pages, view | stay: what was sold under that name must be told whose it was |
                | Letters | mail server; in development a folder | the folder's are removed; what was sent was sent |
                | What stands for a card or account at a payment provider | log, the provider | stays in events; the provider erases what it stands for |
                | What somebody agreed to | log, pages | stays: nothing reads it but its owner, as the shop sends letters about the account only, and keeps nothing of what somebody looked at |
                | What was searched for | table of past queries | stays: it says what, not who |
                | Texts of letters, addresses, names in logs and traces of a node | nowhere | |
                | The staff account of the configuration | configuration, as principal in orders that staff places | stays |
                """);
        return text.toString();
    }
}
