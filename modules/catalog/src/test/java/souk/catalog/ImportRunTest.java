package souk.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ImportCommand;
import souk.catalog.api.ImportCommand.Progress;
import souk.catalog.api.ImportCommand.Reject;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.http.body.BodyReader;
import souk.testkit.Spec;

class ImportRunTest {
    private static final BodyReader<ProductForm> READER = BodyReader.of(ProductForm.class, Set.of(Currency.getInstance("USD")));

    /** A shop that answers when it is told to, and keeps the import's own aggregate. */
    private static final class Shop implements ImportRun.Shop {
        final Spec<Import, ?> notes = Spec.of(Import.BLUEPRINT);
        final List<String> puts = new ArrayList<>();
        final Map<String, String> names = new HashMap<>();
        final List<Runnable> open = new ArrayList<>();
        boolean overloaded;

        @Override
        public CompletionStage<Outcome<?>> put(String productId, ProductForm product) {
            var answer = new CompletableFuture<Outcome<?>>();
            puts.add(productId);
            open.add(() -> {
                names.put(productId, product.name());
                answer.complete(overloaded ? Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Later.")
                        : product.name().equals("taken") ? Outcome.refused(Rejection.Kind.CONFLICT, "sku-taken", "Taken.") : Outcome.accepted(Done.DONE));
            });
            return answer;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> CompletionStage<Outcome<R>> note(ImportCommand<R> command) {
            return CompletableFuture.completedFuture((Outcome<R>) notes.when(command).outcome());
        }

        ImportRun begin(String run) {
            var begun = notes.at(Instant.EPOCH).when(new ImportCommand.Begin("i", run)).outcome();
            return new ImportRun(this, READER::read, run, begun.fold(Progress.class::cast, refusal -> null));
        }

        /** Lets puts end, in any order. */
        void answerAll(Random random) {
            while (!open.isEmpty()) open.remove(random.nextInt(open.size())).run();
        }
    }

    private static String line(String id, String name, String sku) {
        return "{\"id\":\"" + id + "\",\"name\":\"" + name + "\",\"variants\":[{\"sku\":\"" + sku + "\",\"price\":{\"amount\":1,\"currency\":\"USD\"}}]}\n";
    }

    private static Outcome<Progress> run(Shop shop, ImportRun run, String text, Random random) {
        var lines = new Lines();
        var all = new ArrayList<>(lines.feed(text.getBytes(UTF_8)));
        lines.last().ifPresent(all::add);
        var ended = run.take(all).thenCompose(taken -> run.end()).toCompletableFuture();
        while (!ended.isDone()) shop.answerAll(random);
        return ended.join();
    }

    @Test
    void badLinesAreNamedAndTheRestIsImported() {
        var shop = new Shop();
        var text = line("a", "A", "A") + "nonsense\n" + "\n" + "[]\n" + "{\"id\":\"b\"}\n" + line("", "B", "B") + line("c", "taken", "C")
                + line("d", "D", "D").replace("name", "nmae") + "x".repeat(Lines.LONGEST + 1) + "\n" + line("e", "E", "E").replaceFirst("\"id\":\"e\",", "") + line("f", "F", "F").strip();
        var done = run(shop, shop.begin("one"), text, new Random(1));
        assertThat(done).isEqualTo(Outcome.accepted(new Progress("i", 11, 2, 8, true, Instant.EPOCH)));
        assertThat(shop.notes.state().rejects()).extracting(reject -> reject.line() + " " + reject.code()).containsExactly(
                "2 bad-json", "4 bad-request", "5 bad-request", "6 bad-request", "7 sku-taken", "8 bad-request", "9 body-too-large", "10 bad-request");
        assertThat(shop.notes.state().rejects()).extracting(Reject::detail).allSatisfy(detail -> assertThat(detail).isNotBlank());
    }

    @Test
    void linesOfOneProductOrOneSkuAreCarriedOutInTheirOrder() {
        for (int seed = 0; seed < 200; seed++) {
            var shop = new Shop();
            var text = new StringBuilder();
            for (int i = 0; i < 50; i++) text.append(line("p", "name " + i, "P")).append(line("q" + i, "Q" + i, i % 2 == 0 ? "P" : "Q" + i));
            run(shop, shop.begin("one"), text.toString(), new Random(seed));
            assertThat(shop.names).containsEntry("p", "name 49");
            assertThat(shop.puts.indexOf("q0")).isGreaterThan(shop.puts.indexOf("p"));
        }
    }

    @Test
    void takesNoMoreThanItMayHoldAndGoesOnWhenThereIsRoom() {
        var shop = new Shop();
        var run = shop.begin("one");
        var lines = new Lines();
        var text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) text.append(line("p" + i, "P", "S" + i));
        var taking = run.take(lines.feed(text.toString().getBytes(UTF_8))).toCompletableFuture();
        assertThat(shop.open).hasSize(ImportRun.SIDE_BY_SIDE);
        assertThat(taking).isNotDone();
        shop.open.remove(0).run();
        assertThat(shop.open).hasSize(ImportRun.SIDE_BY_SIDE);
        while (shop.open.size() > 1) shop.open.remove(1).run();
        // The oldest is still open: what lies beyond it is bounded too.
        assertThat(shop.puts.size()).isLessThanOrEqualTo(ImportRun.WINDOW + ImportRun.SIDE_BY_SIDE);
        assertThat(taking).isNotDone();
        while (!shop.open.isEmpty()) shop.open.remove(0).run();
        assertThat(taking).isCompleted();
        assertThat(run.end().toCompletableFuture().join()).isEqualTo(Outcome.accepted(new Progress("i", 10_000, 10_000, 0, true, Instant.EPOCH)));
    }

    @Test
    void aShopThatIsOverloadedEndsTheRunAndTheNextGoesOnThere() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var shop = new Shop();
            var text = new StringBuilder();
            for (int i = 0; i < 3_000; i++) text.append(line("p" + i, "P", "S" + i));
            var first = shop.begin("one");
            var lines = new Lines();
            var ended = first.take(lines.feed(text.toString().getBytes(UTF_8))).thenCompose(all -> first.end()).toCompletableFuture();
            int limit = random.nextInt(3_000);
            while (!ended.isDone()) {
                if (shop.puts.size() > limit) shop.overloaded = true;
                if (!shop.open.isEmpty()) shop.open.remove(random.nextInt(shop.open.size())).run();
            }
            assertThat(ended.join()).isInstanceOf(Outcome.Refused.class);
            assertThat(shop.notes.state().lines()).isLessThan(3_000);
            shop.overloaded = false;
            assertThat(run(shop, shop.begin("two"), text.toString(), random)).isEqualTo(Outcome.accepted(new Progress("i", 3_000, 3_000, 0, true, Instant.EPOCH)));
        }
    }

    @Test
    void whenTheBodyBreaksOffWhatWasDoneIsNoted() {
        var shop = new Shop();
        var run = shop.begin("one");
        run.take(new Lines().feed((line("a", "A", "A") + line("b", "B", "B") + line("c", "C", "C").substring(0, 20)).getBytes(UTF_8)));
        var settled = run.settle().toCompletableFuture();
        assertThat(settled).isNotDone();
        shop.answerAll(new Random(1));
        assertThat(settled).isCompleted();
        assertThat(shop.notes.state().lines()).isEqualTo(2);
        assertThat(shop.notes.state().done()).isFalse();
    }

    @Test
    void aRunThatWasTakenOverEnds() {
        var shop = new Shop();
        var first = shop.begin("one");
        shop.begin("two");
        var outcome = run(shop, first, line("a", "A", "A"), new Random(1));
        assertThat(outcome.<String>fold(progress -> "", Rejection::code)).isEqualTo("import-taken-over");
    }
}
