package souk.platform.live;

import akka.http.javadsl.model.ws.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import souk.kernel.Rejection;
import souk.platform.http.Json;

/**
 * What is sent, written once for all who get it.
 *
 * @param topic what it is about; empty for a mistake that is about none
 */
record Frame(String topic, TextMessage message) {
    private record State(String topic, String version, Instant at, Object data) {}

    private record Mistake(Problem error) {}

    private record Problem(String code, String detail, Optional<String> topic) {}

    static Frame state(String topic, Topic.Shown shown, Instant at) {
        return new Frame(topic, text(new State(topic, shown.version(), at.truncatedTo(ChronoUnit.MILLIS), shown.data())));
    }

    /** @param topic empty for none */
    static Frame mistake(String topic, Rejection rejection) {
        return new Frame(topic, text(new Mistake(new Problem(rejection.code(), rejection.detail(), Optional.of(topic).filter(name -> !name.isEmpty())))));
    }

    private static TextMessage text(Object body) {
        return TextMessage.create(new String(Json.write(body), StandardCharsets.UTF_8));
    }
}
