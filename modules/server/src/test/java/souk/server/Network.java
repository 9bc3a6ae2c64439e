package souk.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import souk.devservices.Ports;

/**
 * A real network whose links can be cut: each host is a network namespace of Linux, on a bridge through a pair of virtual cards. Needs
 * root and iproute2. All of it goes with {@link #close}, when this JVM ends, and, after a kill -9, with the next network that is made.
 *
 * <p>What a host sends to another is sent into nowhere, silently, as by a switch that has died: by a filter of its outgoing packets.
 */
final class Network implements AutoCloseable {
    private static final String PREFIX = "souk-";
    private static final int GATEWAY = 254;
    private static final int SERVERS = 253;

    private final String name = PREFIX + ProcessHandle.current().pid();
    private final String bridge = "sk" + ProcessHandle.current().pid();
    /** Of the range that is set aside for tests of networks (RFC 2544). */
    private final String net = "198.18." + ThreadLocalRandom.current().nextInt(1, 255) + ".";
    private final int hosts;
    private final Thread atEnd = new Thread(this::remove, "network");
    private final Queue<AutoCloseable> relays = new ConcurrentLinkedQueue<>();

    private Network(int hosts) {
        this.hosts = hosts;
    }

    /** Why there can be no network here; null: there can. */
    static String whyNot() {
        if (!System.getProperty("os.name").equals("Linux")) return "network namespaces are Linux's";
        if (!Files.isExecutable(Path.of("/usr/sbin/ip")) && !Files.isExecutable(Path.of("/sbin/ip")) || !Files.isExecutable(Path.of("/usr/sbin/tc")) && !Files.isExecutable(Path.of("/sbin/tc"))) return "there is no iproute2 (ip and tc)";
        try (var network = of(2)) {
            network.cut(0, 1);
            return null;
        } catch (IllegalStateException e) {
            return "this user, or this kernel, makes no network namespaces or filters: " + e.getMessage();
        }
    }

    /** Hosts 0 to n - 1, that all see each other. */
    static Network of(int hosts) {
        sweep();
        var network = new Network(hosts);
        Runtime.getRuntime().addShutdownHook(network.atEnd);
        try {
            network.make();
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void make() {
        run("ip", "link", "add", bridge, "type", "bridge");
        run("ip", "addr", "add", net + GATEWAY + "/24", "dev", bridge);
        run("ip", "addr", "add", net + SERVERS + "/24", "dev", bridge);
        run("ip", "link", "set", bridge, "up");
        for (int host = 0; host < hosts; host++) {
            run("ip", "netns", "add", namespace(host));
            run("ip", "link", "add", bridge + "h" + host, "type", "veth", "peer", "name", "eth0", "netns", namespace(host));
            run("ip", "link", "set", bridge + "h" + host, "master", bridge, "up");
            in(host, "ip", "addr", "add", address(host) + "/24", "dev", "eth0");
            in(host, "ip", "link", "set", "lo", "up");
            in(host, "ip", "link", "set", "eth0", "up");
            // A card that nobody has put a cable into.
            in(host, "ip", "link", "add", "nowhere", "type", "veth", "peer", "name", "nowhere2");
            in(host, "tc", "qdisc", "add", "dev", "eth0", "clsact");
        }
    }

    private String namespace(int host) {
        return name + "-" + host;
    }

    /** The address of a host. */
    String address(int host) {
        return net + (host + 1);
    }

    /** What comes before a command that is to run on a host. */
    List<String> on(int host) {
        return List.of("ip", "netns", "exec", namespace(host));
    }

    /** Lets the hosts reach what listens on loopback at this port; gives its address there, as host:port. */
    String serve(int port) throws IOException {
        var relay = new Relay(new ServerSocket(0, 100, InetAddress.getByName(net + SERVERS)), port);
        relays.add(relay);
        return net + SERVERS + ":" + relay.port();
    }

    /** Nothing that one host sends reaches the other any more; what the other sends does. */
    void cut(int from, int to) {
        lose(from, address(to));
    }

    /** Neither hears the other. */
    void split(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    /** Nothing that a host sends reaches the servers any more. */
    void cutServers(int from) {
        lose(from, net + SERVERS);
    }

    /** Every fourth packet that one host sends to the other is lost. */
    void loseSome(int from, int to) {
        // By the number of the packet, which counts up; the answer to the first of a connection always has 0.
        lose(from, address(to), "match", "u16", "0x0001", "0x0003", "at", "4");
    }

    private void lose(int from, String to, String... which) {
        var filter = new ArrayList<>(List.of("tc", "filter", "add", "dev", "eth0", "egress", "protocol", "ip", "u32", "match", "ip", "dst", to + "/32"));
        filter.addAll(Arrays.asList(which));
        filter.addAll(List.of("action", "mirred", "egress", "redirect", "dev", "nowhere"));
        in(from, filter.toArray(String[]::new));
    }

    /** Everybody hears everybody. */
    void heal() {
        for (int host = 0; host < hosts; host++) in(host, "tc", "filter", "del", "dev", "eth0", "egress");
    }

    private void in(int host, String... command) {
        var line = new ArrayList<>(on(host));
        line.addAll(Arrays.asList(command));
        run(line.toArray(String[]::new));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException itIsRunning) {
            return;
        }
        remove();
    }

    private void remove() {
        for (AutoCloseable relay : relays) {
            try {
                relay.close();
            } catch (Exception e) {
                // it is on its way out
            }
        }
        for (int host = 0; host < hosts; host++) {
            // By itself it would go with its namespace, but some time later, and its name with it.
            attempt("ip", "link", "del", bridge + "h" + host);
            attempt("ip", "netns", "del", namespace(host));
        }
        attempt("ip", "link", "del", bridge);
    }

    /** Removes what a JVM left that was killed. */
    private static void sweep() {
        for (String line : attempt("ip", "netns", "list").split("\n")) {
            String found = line.split(" ")[0];
            if (!found.matches(PREFIX + "\\d+-\\d+")) continue;
            long pid = Long.parseLong(found.split("-")[1]);
            if (ProcessHandle.of(pid).isPresent()) continue;
            attempt("ip", "netns", "del", found);
            attempt("ip", "link", "del", "sk" + pid);
        }
    }

    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes()).strip();
            if (process.waitFor() != 0) throw new IllegalStateException(String.join(" ", command) + ": " + said);
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String attempt(String... command) {
        try {
            return run(command);
        } catch (IllegalStateException e) {
            return "";
        }
    }

    /** Hands on what comes in at an address of the network to a port on loopback, and back. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket door;
        private final int port;
        private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

        private Relay(ServerSocket door, int port) {
            this.door = door;
            this.port = port;
            thread(this::accept);
        }

        private int port() {
            return door.getLocalPort();
        }

        private void accept() {
            while (true) {
                try {
                    Socket in = door.accept();
                    open.add(in);
                    Socket out = new Socket(Ports.HOST, port);
                    open.add(out);
                    in.setTcpNoDelay(true);
                    out.setTcpNoDelay(true);
                    thread(() -> pass(in, out));
                    thread(() -> pass(out, in));
                } catch (IOException e) {
                    if (door.isClosed()) return;
                }
            }
        }

        private static void pass(Socket from, Socket to) {
            try (from; to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException ended) {
                // for both
            }
        }

        private static void thread(Runnable task) {
            var thread = new Thread(task, "relay");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket each : open) each.close();
        }
    }
}
