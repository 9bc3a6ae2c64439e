package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.platform.Node;
import souk.platform.reading.Generations.Phase;
import souk.platform.reading.ViewStore.Versioned;

/** Tables of generations: made from the schema, compared row by row in the database's order, and nothing is left when they are dropped. */
@Order(1)
class TableModelTest {
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE IF NOT EXISTS marks (owner text, at timestamp, id text, version bigint, note text, gone boolean, body blob, PRIMARY KEY ((owner), at, id)) WITH CLUSTERING ORDER BY (at DESC, id ASC)",
            "CREATE INDEX IF NOT EXISTS marks_ids ON marks (id) USING 'sai'", "CREATE TABLE IF NOT EXISTS marks_by_day (day int, id text, PRIMARY KEY ((day), id))",
            "CREATE TABLE IF NOT EXISTS others (id text PRIMARY KEY)");
    private static ReadingWorld world;
    private static Node node;

    @BeforeAll
    static void start() {
        world = new ReadingWorld("");
        SCHEMA.forEach(world.cql::execute);
        node = new Node(world.entities, world.cql, world.config, InstantSource.system(), ForkJoinPool.commonPool());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    record Mark(String owner, long at, String note, boolean gone) {}

    private static final class Marks extends TableStore<Mark> {
        private final PreparedStatement write;
        private final PreparedStatement writeDay;
        private final PreparedStatement read;

        private Marks(CqlSession cql, int generation) {
            super(cql, generation, "marks", "marks_by_day");
            write = prepare("INSERT INTO marks (owner, at, id, version, note, gone, body) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
            writeDay = prepare("INSERT INTO marks_by_day (day, id) VALUES (?, ?)");
            read = prepare("SELECT version, note, gone, body FROM marks WHERE id = ?");
        }

        @Override
        protected Mark form(Row row) {
            return value(row, "body", Mark.class);
        }

        @Override
        protected boolean says(Mark row) {
            return !row.gone();
        }

        @Override
        protected List<BoundStatement> insertions(String id, Versioned<Mark> row) {
            var mark = row.row();
            return List.of(write.bind(mark.owner(), Instant.ofEpochMilli(mark.at()), id, row.version(), mark.note(), mark.gone(), blob(mark), row.version()), writeDay.bind((int) (mark.at() / 100), id));
        }

        @Override
        public CompletionStage<Optional<Versioned<Mark>>> read(String id) {
            return one(read.bind(id));
        }
    }

    private static ReadModel model(String name) {
        return TableModel.of(name, SCHEMA, node, generation -> new Marks(world.cql, generation));
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Map<String, Versioned<Mark>> some(int many) {
        var random = new Random(5);
        var all = new HashMap<String, Versioned<Mark>>();
        // Names that a comparison by letters, rather than by bytes, would put in another order.
        for (int i = 0; i < many; i++) all.put((i % 3 == 0 ? "\uD83D\uDE00" : i % 3 == 1 ? "\uFF5E" : "z") + i, new Versioned<>(new Mark("owner-" + random.nextInt(7), random.nextInt(2_000), "note " + i, false), 3));
        return all;
    }

    @Test
    void twoGenerationsAreComparedRowByRowAndWhatDiffersIsNamed() {
        var model = model("marks");
        done(model.prepare(2));
        done(model.prepare(2));
        var one = new Marks(world.cql, 1);
        var two = new Marks(world.cql, 2);
        var rows = some(2_200);
        done(one.writeAll(rows, 16));
        done(two.writeAll(rows, 16));
        assertThat(done(model.compare(1, 2))).isEqualTo(new ReadModel.Comparison(4_400, 0, List.of()));

        // One that says nothing is the same as none.
        done(one.write("gone", new Versioned<>(new Mark("owner-1", 1, "", true), 1)));
        world.cql.execute("DELETE FROM marks_by_day WHERE day = 0 AND id = 'gone'");
        assertThat(done(model.compare(1, 2)).differing()).isZero();
        assertThat(done(two.read("z2"))).isPresent();

        done(two.write("z2", new Versioned<>(new Mark(rows.get("z2").row().owner(), rows.get("z2").row().at(), "another note", false), 4)));
        done(one.write("only-1", new Versioned<>(new Mark("owner-9", 199_900, "", false), 1)));
        world.cql.execute("INSERT INTO marks_by_day_g2 (day, id) VALUES (-5, 'stray')");
        var found = done(model.compare(1, 2));
        assertThat(found.differing()).isEqualTo(4);
        assertThat(found.entries()).isEqualTo(4_403);
        assertThat(found.examples()).containsExactlyInAnyOrder("marks " + rows.get("z2").row().owner() + ", " + Instant.ofEpochMilli(rows.get("z2").row().at()) + ", z2",
                "marks owner-9, " + Instant.ofEpochMilli(199_900) + ", only-1", "marks_by_day 1999, only-1", "marks_by_day -5, stray");

        // What comes late to a generation that was given up finds nothing to be written to.
        done(model.drop(2));
        done(model.drop(2));
        assertThatThrownBy(() -> done(two.write("late", rows.get("z2")))).hasMessageContaining("marks_g2");
        assertThat(done(one.read("z2"))).contains(rows.get("z2"));
        assertThat(world.cql.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", world.cql.getKeyspace().orElseThrow().asInternal()).all())
                .extracting(row -> row.getString(0)).contains("marks", "marks_by_day", "others").doesNotContain("marks_g2", "marks_by_day_g2", "others_g2");
    }

    @Test
    void nobodyActsOnWhatWasHeardLongAgo() throws Exception {
        String name = "heard";
        var here = new Generations(world.cql);
        var there = new Generations(world.cql);
        assertThat(done(here.serving(name))).isEqualTo(1);
        done(here.mayWrite(name, 1));
        assertThatThrownBy(() -> done(here.mayWrite(name, 2))).hasMessageContaining("Generation 2 of heard is not written any more");

        var state = done(there.stored(name)).beside(Optional.of(2)).to(Phase.SWITCHING, Instant.now(), "there");
        assertThat(done(there.replace(name, done(there.stored(name)), state))).isTrue();
        there.heard(name, state);
        // While one is about to take over, what serves is not written, and every question looks which one is to be asked.
        var held = there.mayWrite(name, 1).toCompletableFuture();
        done(there.mayWrite(name, 2));
        assertThat(done(there.serving(name))).isEqualTo(1);
        assertThat(held).isNotDone();
        org.awaitility.Awaitility.await("what was heard before does not count any more").atMost(Duration.ofSeconds(60)).until(() -> !here.mayWrite(name, 1).toCompletableFuture().isDone());
        assertThat(done(there.replace(name, state, state.switched().to(Phase.RESTING, Instant.now(), "there")))).isTrue();
        assertThat(done(here.serving(name))).isEqualTo(2);
        assertThat(done(there.serving(name))).isEqualTo(2);
        done(held);
    }
}
