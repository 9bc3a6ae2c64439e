package souk.platform.ops;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Where a node is asked how it stands, by itself and by the others. */
final class Reporter {
    private static final String NAME = "souk-reporter";
    /** A node that cannot say it by then is shown without. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How do you stand? */
    record Question(ActorRef<NodeReport> replyTo) {}

    private final ActorSystem<?> system;

    private Reporter(ActorSystem<?> system) {
        this.system = system;
    }

    /** Answers for this node from now on. */
    static Reporter start(ActorSystem<?> system, Supplier<NodeReport> report) {
        system.systemActorOf(Behaviors.<Question>receiveMessage(question -> {
            question.replyTo.tell(report.get());
            return Behaviors.same();
        }), NAME, Props.empty());
        return new Reporter(system);
    }

    /** @return what the node of that address says; nothing if it does not answer in time */
    CompletableFuture<Optional<NodeReport>> ask(String address) {
        ActorRef<Question> node = ActorRefResolver.get(system).resolveActorRef(address + "/system/" + NAME);
        return AskPattern.ask(node, Question::new, PATIENCE, system.scheduler()).toCompletableFuture().handle((report, failure) -> Optional.ofNullable(report));
    }
}
