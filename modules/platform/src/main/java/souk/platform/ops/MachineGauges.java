package souk.platform.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.platform.metrics.Metrics;

/** What the JVM says of itself: memory, collections, threads, processor time, files. */
final class MachineGauges {
    private static final String HEAP = "heap";
    private static final String OTHER = "other";
    private final List<Growing> growing = new ArrayList<>();
    private long cpuBefore;
    private long cpuAt;

    MachineGauges() {
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            growing.add(new Growing(Metrics.GC_TIME.withTag(Metrics.KIND, collector.getName()), () -> TimeUnit.MILLISECONDS.toNanos(collector.getCollectionTime())));
            growing.add(new Growing(Metrics.GC_RUNS.withTag(Metrics.KIND, collector.getName()), collector::getCollectionCount));
        }
    }

    void sample() {
        growing.forEach(Growing::follow);
        var memory = ManagementFactory.getMemoryMXBean();
        Metrics.MEMORY_USED.withTag(Metrics.AREA, HEAP).update(memory.getHeapMemoryUsage().getUsed());
        Metrics.MEMORY_MAX.withTag(Metrics.AREA, HEAP).update(memory.getHeapMemoryUsage().getMax());
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        Metrics.MEMORY_USED.withTag(Metrics.AREA, OTHER).update(memory.getNonHeapMemoryUsage().getUsed() + buffers);
        Metrics.MEMORY_LIVE.withoutTags().update(ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null).mapToLong(pool -> pool.getCollectionUsage().getUsed()).sum());
        Metrics.THREADS.withoutTags().update(ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long cpu = system.getProcessCpuTime();
            long now = System.nanoTime();
            if (cpuAt != 0 && now > cpuAt) Metrics.CPU.withoutTags().update((double) (cpu - cpuBefore) / (now - cpuAt));
            cpuBefore = cpu;
            cpuAt = now;
            Metrics.FILES.withoutTags().update(system.getOpenFileDescriptorCount());
            Metrics.FILES_MAX.withoutTags().update(system.getMaxFileDescriptorCount());
        }
    }
}
