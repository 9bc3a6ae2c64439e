package souk.platform.ops;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.util.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;
import souk.platform.partition.Partitions;

/** The whole cluster at a glance, for operators: every node is asked, whoever is asked for it. */
public final class ClusterRoutes {
    /**
     * The cluster.
     *
     * @param members    its nodes, the oldest first
     * @param partitions all partitions of the shop; those that nobody says to serve have no node
     * @param views      the readers of their logs, those furthest behind first
     * @param counts     what capabilities count in their stores: stuck checkouts
     */
    record ClusterView(List<MemberView> members, List<PartitionView> partitions, List<NodeReport.ViewReport> views, Map<String, Long> counts) {}

    /**
     * A node.
     *
     * @param status    its status in the cluster: joining, up, leaving, exiting, down
     * @param reachable whether the node that was asked can reach it
     * @param answers   whether it said in time how it stands; what follows is not there otherwise
     */
    record MemberView(String address, String status, boolean reachable, List<String> roles, boolean oldest, boolean answers, Optional<Integer> httpPort, Optional<String> version,
            Optional<Boolean> ready, Map<String, String> problems) {}

    /** A partition, and where it is. */
    record PartitionView(String log, Optional<String> node, Optional<Long> position, Optional<Long> checkpoint, Optional<Long> checkpointBehind, Optional<Long> checkpointAgeSeconds,
            Optional<Long> queued, Optional<Long> residents) {
        static PartitionView of(String node, NodeReport.PartitionReport said) {
            return new PartitionView(said.log(), Optional.of(node), Optional.of(said.position()), Optional.of(said.checkpoint()), Optional.of(said.checkpointBehind()),
                    Optional.of(said.checkpointAgeSeconds()), Optional.of(said.queued()), Optional.of(said.residents()));
        }

        static PartitionView nowhere(String log) {
            return new PartitionView(log, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    private final ActorSystem<?> system;
    private final Partitions partitions;
    private final Reporter reporter;

    private ClusterRoutes(ActorSystem<?> system, Partitions partitions, Reporter reporter) {
        this.system = system;
        this.partitions = partitions;
        this.reporter = reporter;
    }

    /** The routes; from now on this node answers the others, too. */
    public static List<Endpoint> of(ActorSystem<?> system, Partitions partitions, Observer observer) {
        var routes = new ClusterRoutes(system, partitions, Reporter.start(system, observer::report));
        return List.of(Endpoint.get("/ops/cluster").summary("The cluster: its nodes, where each partition is, how far views are behind, what is stuck").roles(Access.staff(Principal.ADMIN))
                .answers(200, ClusterView.class).handle(call -> routes.view().thenApply(Answer::ok)));
    }

    private CompletableFuture<ClusterView> view() {
        var state = Cluster.get(system).state();
        List<Member> members = StreamSupport.stream(state.getMembers().spliterator(), false).sorted(Member.ageOrdering()::compare).toList();
        var asked = members.stream().map(member -> reporter.ask(member.address().toString())).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new)).thenApply(all -> {
            var reports = asked.stream().map(CompletableFuture::join).toList();
            var views = new ArrayList<MemberView>();
            for (int i = 0; i < members.size(); i++) views.add(member(members.get(i), i == 0, !state.getUnreachable().contains(members.get(i)), reports.get(i)));
            return together(views, reports.stream().flatMap(Optional::stream).toList());
        });
    }

    private static MemberView member(Member member, boolean oldest, boolean reachable, Optional<NodeReport> report) {
        return new MemberView(member.address().toString(), Observer.status(member.status()), reachable, member.getRoles().stream().sorted().toList(), oldest, report.isPresent(),
                report.map(NodeReport::httpPort), version(member, report), report.map(said -> said.problems().isEmpty()), report.map(NodeReport::problems).orElse(Map.of()));
    }

    /** What was configured ({@code akka.cluster.app-version}) stands in the cluster's own list. */
    private static Optional<String> version(Member member, Optional<NodeReport> report) {
        return member.appVersion().equals(Version.Zero()) ? report.map(NodeReport::version) : Optional.of(member.appVersion().version());
    }

    private ClusterView together(List<MemberView> members, List<NodeReport> reports) {
        var serving = new ArrayList<>(reports.stream().flatMap(report -> report.partitions().stream().map(each -> PartitionView.of(report.address(), each))).toList());
        var served = new HashSet<>(serving.stream().map(PartitionView::log).toList());
        partitions.logs().stream().filter(log -> !served.contains(log)).forEach(log -> serving.add(PartitionView.nowhere(log)));
        var views = reports.stream().flatMap(report -> report.views().stream())
                .sorted(Comparator.comparingDouble(NodeReport.ViewReport::secondsBehind).reversed().thenComparing(NodeReport.ViewReport::view).thenComparing(NodeReport.ViewReport::log)).toList();
        var counts = new TreeMap<String, Long>();
        reports.forEach(report -> report.counts().forEach((name, count) -> counts.merge(name, count, Math::max)));
        return new ClusterView(members, serving.stream().sorted(Comparator.comparing(PartitionView::log)).toList(), views, counts);
    }
}
