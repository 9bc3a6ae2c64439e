package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;

class AgendaTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Key KEY = new Key("toy", "a");

    private final Agenda agenda = new Agenda(START);

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    private static Storage.Appointment appointment(long millis) {
        return new Storage.Appointment(at(millis), "toy", "a", Storage.Due.WAKE);
    }

    @Test
    void whatWasNotReadWasNotSeenTo() {
        assertThat(agenda.handledUntil(at(5_000))).isEqualTo(START);
        agenda.asking(at(10_000));
        assertThat(agenda.handledUntil(at(5_000))).isEqualTo(START);
        agenda.extend(at(10_000), List.of());
        assertThat(agenda.handledUntil(at(5_000))).isEqualTo(at(5_000));
        assertThat(agenda.handledUntil(at(50_000))).isEqualTo(at(10_000));
    }

    @Test
    void whatIsMadeWhileTheAgendaIsReadIsNotMissed() {
        agenda.asking(at(10_000));
        agenda.opened(appointment(3_000));
        agenda.extend(at(10_000), List.of());
        assertThat(agenda.pop(at(4_000))).containsExactly(KEY);
        assertThat(agenda.due(KEY, at(4_000))).isTrue();
        assertThat(agenda.handledUntil(at(4_000))).isEqualTo(at(3_000));
    }

    @Test
    void whatLayBeyondIsOpenOnceItIsWithin() {
        agenda.asking(at(1_000));
        agenda.opened(appointment(3_000));
        agenda.asking(at(10_000));
        // The read came before the write; it is told of again when the write is done.
        agenda.extend(at(10_000), List.of());
        agenda.opened(appointment(3_000));
        assertThat(agenda.handledUntil(at(5_000))).isEqualTo(at(3_000));
        assertThat(agenda.pop(at(5_000))).containsExactly(KEY);
    }

    @Test
    void whatIsFoundAndWasMadeIsOneAppointment() {
        agenda.asking(at(10_000));
        agenda.opened(appointment(3_000));
        agenda.extend(at(10_000), List.of(appointment(3_000)));
        agenda.handled(KEY, at(3_000));
        assertThat(agenda.due(KEY, at(9_000))).isFalse();
        assertThat(agenda.handledUntil(at(9_000))).isEqualTo(at(9_000));
    }

    @Test
    void anAggregateThatChangesItsMindOftenHasOneReminder() {
        agenda.asking(at(3_600_000));
        agenda.extend(at(3_600_000), List.of());
        for (int i = 0; i < 10_000; i++) agenda.remind(at(60_000 + i), KEY);
        assertThat(agenda.size()).isEqualTo(1);
        assertThat(agenda.pop(at(60_000))).containsExactly(KEY);
        for (int days = 1; days < 1_000; days++) agenda.remind(at(86_400_000L * days), KEY);
        assertThat(agenda.size()).isZero();
    }

    @Test
    void theNextAppointmentIsRemindedOfWhenOneHasCome() {
        agenda.asking(at(10_000));
        agenda.extend(at(10_000), List.of(appointment(1_000), appointment(2_000)));
        assertThat(agenda.pop(at(1_000))).containsExactly(KEY);
        agenda.handled(KEY, at(1_000));
        assertThat(agenda.pop(at(1_999))).isEmpty();
        assertThat(agenda.pop(at(2_000))).containsExactly(KEY);
    }

    @Test
    void anEarlierReminderReplacesALaterOne() {
        agenda.asking(at(10_000));
        agenda.remind(at(5_000), KEY);
        agenda.remind(at(1_000), KEY);
        assertThat(agenda.pop(at(1_000))).containsExactly(KEY);
        assertThat(agenda.pop(at(9_000))).isEmpty();
    }
}
