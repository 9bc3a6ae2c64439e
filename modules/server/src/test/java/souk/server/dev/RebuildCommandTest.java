package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import souk.customers.Customers;
import souk.payments.Payments;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** {@code ./souk rebuild} of a view of a running shop, and what it says when it is asked for what is not there. */
class RebuildCommandTest {
    private static TestShop shop;

    private record Said(int exit, String out, String errors) {}

    @BeforeAll
    static void start() {
        shop = TestShop.start(List.of(Customers.capability(), Payments.capability()));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static Said run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var errors = new StringWriter();
        var command = new CommandLine(new RebuildCommand(new PrintStream(out, true, StandardCharsets.UTF_8), () -> TestShop.ADMIN_PASSWORD)).setErr(new PrintWriter(errors, true));
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(failure.getMessage());
            return 1;
        });
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port", Integer.toString(shop.url().getPort())));
        return new Said(command.execute(all.toArray(String[]::new)), out.toString(StandardCharsets.UTF_8), errors.toString());
    }

    @Test
    void whatIsNotThereIsAnsweredWithWhatIs() {
        assertThat(run("wrong").errors()).contains("There is no wrong to rebuild. There are: customers.staff-list, payments.credit-note-list, payments.credit-notes-of-person, pages, all.");
        assertThat(run("payments.credit-note-list", "--rollback", "--finish").errors()).contains("--rollback").contains("--finish").contains("mutually exclusive");
        assertThat(run("pages", "--rollback").errors()).contains("Pages have nothing to rollback");
        assertThat(run("payments.credit-note-list", "--rollback").errors()).contains("There is only one generation");
    }

    @Test
    void aViewIsBuiltComparedAndSwitchedAndTheOldOneGivenUp() {
        var staff = HttpSpec.at(shop.url().toString()).logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        staff.withKey("note").post("/v1/admin/credits", "{'email':'ann@example.org','amount':{'amount':5,'currency':'GBP'},'reason':'Late'}").answers(201);
        var built = run("payments.credit-note-list");
        assertThat(built.out()).contains("1 entries compared, 0 differ").contains("Generation 2 of payments.credit-note-list serves instead of 1; generation 1 is kept");
        assertThat(built.exit()).isZero();
        assertThat(staff.get("/v1/admin/credits").answers(200).each("items", "email")).containsExactly("ann@example.org");
        assertThat(run("payments.credit-note-list", "--rollback").out()).contains("Generation 1 of payments.credit-note-list serves instead of 2");
        assertThat(run("all", "--finish").out()).contains("Generation 1 of payments.credit-note-list serves\n");
        assertThat(staff.get("/ops/views/payments.credit-note-list").json().has("other")).isFalse();
        assertThat(run("all", "--finish").out()).isEmpty();
    }
}
