package souk.platform.partition;

import java.util.List;
import java.util.Map;
import souk.platform.journal.Storage;

/** Everything that is stored of one log, at one moment; pages by {@code type/id}. */
record Snapshot(Storage.Head head, List<Storage.Row> rows, Map<String, Storage.Page> pages, Storage.Checkpoint checkpoint, List<Storage.Appointment> agenda) {}
