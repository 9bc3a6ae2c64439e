package souk.loadtests;

import static souk.loadtests.Request.bytes;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import souk.devservices.Ports;

/** {@link RedisOverHttp} with Netty and its HTTP, in one event loop for both sides. */
final class RedisOverNetty {
    private static final int BODY_AT_MOST = 16 << 10;

    private final List<Pipeline> pipelines = new ArrayList<>();
    private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
    private long claims;
    private int turn;

    private RedisOverNetty() {}

    /** @param args the port to serve at and the port of Redis */
    public static void main(String[] args) throws InterruptedException {
        new RedisOverNetty().serve(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    }

    private void serve(int port, int redis) throws InterruptedException {
        byte[] command = RedisOverHttp.command(redis);
        var loop = new NioEventLoopGroup(1);
        for (int i = 0; i < RedisOverHttp.PIPELINES; i++) {
            var pipeline = new Pipeline(command);
            pipelines.add(pipeline);
            pipeline.channel = new Bootstrap().group(loop).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true).handler(pipeline).connect(Ports.HOST, redis).sync().channel();
        }
        new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class).option(ChannelOption.SO_BACKLOG, 1024).childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel caller) {
                        caller.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(BODY_AT_MOST), new Caller());
                    }
                }).bind(Ports.HOST, port).sync().channel().closeFuture().sync();
    }

    /** A connection to Redis with any number of commands under way; what comes in one turn of the loop is sent together. */
    private static final class Pipeline extends SimpleChannelInboundHandler<ByteBuf> {
        private final byte[] before;
        private final RedisAnswers answers = new RedisAnswers();
        private Channel channel;
        private ByteBuf commands;

        Pipeline(byte[] before) {
            this.before = before;
        }

        void claim(Caller caller, String id, int quantity) {
            if (commands == null) {
                commands = channel.alloc().buffer();
                channel.eventLoop().execute(this::send);
            }
            commands.writeBytes(before).writeBytes(RedisOverHttp.arguments(id, quantity));
            answers.await(caller);
        }

        private void send() {
            channel.writeAndFlush(commands, channel.voidPromise());
            commands = null;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) throws IOException {
            while (in.isReadable()) answers.take(in.readByte());
        }
    }

    /** One who claims. */
    private final class Caller extends SimpleChannelInboundHandler<FullHttpRequest> implements RedisAnswers.Waiting {
        private ChannelHandlerContext context;
        private String id;
        private int quantity;

        @Override
        protected void channelRead0(ChannelHandlerContext from, FullHttpRequest request) throws IOException {
            context = from;
            if (!request.method().equals(HttpMethod.POST) || !request.uri().equals("/claims")) {
                write(HttpResponseStatus.NOT_FOUND, "{\"code\":\"not-found\"}");
                return;
            }
            byte[] body = ByteBufUtil.getBytes(request.content());
            quantity = RedisOverHttp.quantity(body, 0, body.length);
            if (quantity < 1) {
                write(HttpResponseStatus.BAD_REQUEST, "{\"code\":\"bad-request\"}");
                return;
            }
            id = prefix + Long.toString(claims++, 36);
            pipelines.get(turn++ % RedisOverHttp.PIPELINES).claim(this, id, quantity);
        }

        @Override
        public void answer(boolean said, boolean granted) {
            if (!said) write(HttpResponseStatus.SERVICE_UNAVAILABLE, "{\"code\":\"overloaded\"}");
            else if (granted) write(HttpResponseStatus.CREATED, "{\"claimId\":\"" + id + "\",\"quantity\":" + quantity + "}");
            else write(HttpResponseStatus.CONFLICT, "{\"code\":\"sold-out\"}");
        }

        private void write(HttpResponseStatus status, String body) {
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes(body)));
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json").setInt(HttpHeaderNames.CONTENT_LENGTH, body.length());
            context.writeAndFlush(response, context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext from, Throwable broken) {
            from.close();
        }
    }
}
