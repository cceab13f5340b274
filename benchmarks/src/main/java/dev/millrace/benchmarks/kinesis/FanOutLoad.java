package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.WrongAnswerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A consumer of all shards by enhanced fan-out, beside the load of row 16: first as much as the server can do, to know what half of it is, then half of it, in
 * calls that are due at even intervals.
 */
final class FanOutLoad {
    private static final Pattern CONSUMER = Pattern.compile("\"ConsumerARN\":\"([^\"]+)\"");
    private static final Pattern STREAM = Pattern.compile("\"StreamARN\":\"([^\"]+)\"");
    private static final long CHECK_SECONDS_MAX = 30;
    private static final double LOAD = 0.5;
    /** Calls at half load that come before those that are measured, one in so many. */
    private static final int SETTLING_SHARE = 4;

    private final Contender contender;
    private final Load load;
    private volatile PushedRecords.Taker taker = (shard, bytes, length) -> {};

    /** @param load its stream is there, and empty */
    FanOutLoad(Contender contender, Load load) {
        this.contender = contender;
        this.load = load;
    }

    ForkResult run(Effort effort) throws IOException, InterruptedException {
        Text text = new Text(load.expectedHash());
        taker = text;
        try (PushedRecords pushed = new PushedRecords(contender.port(), consumer(), Load.SHARDS)) {
            Thread reader = new Thread(() -> readAll(pushed), "pushed-records");
            reader.setDaemon(true);
            reader.start();
            load.putOne();
            if (!text.complete.await(CHECK_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new WrongAnswerException("put " + load.expectedHash() + ", pushed " + text.pushed());
            }
            taker = (shard, bytes, length) -> {};
            CallSeries most = load.put(effort);
            Map<Metric, Double> metrics = most.metrics();
            double nanosPerRecord = metrics.getOrDefault(Metric.NANOS_PER_RECORD, 0.0);
            metrics.putAll(atHalf(effort, Math.round(nanosPerRecord * load.recordsPerCall() / LOAD)));
            return new ForkResult(load.expectedHash(), most.isFlat(), metrics);
        }
    }

    private String consumer() throws IOException {
        try (Connection connection = contender.connect()) {
            String stream = first(STREAM, connection.call("DescribeStreamSummary", load.streamOnly()));
            String reply = connection.call(
                    "RegisterStreamConsumer", "{\"StreamARN\":\"" + stream + "\",\"ConsumerName\":\"fan-out\"}");
            String consumer = first(CONSUMER, reply);
            boolean active = contender.await(
                    asking -> asking.call("DescribeStreamConsumer", "{\"ConsumerARN\":\"" + consumer + "\"}")
                            .contains("\"ACTIVE\""));
            if (!active) {
                throw new IOException("The consumer did not become ACTIVE");
            }
            return consumer;
        }
    }

    private static String first(Pattern pattern, String reply) throws IOException {
        Matcher matcher = pattern.matcher(reply);
        if (!matcher.find()) {
            throw new IOException("No " + pattern + " in " + reply);
        }
        return matcher.group(1);
    }

    private void readAll(PushedRecords pushed) {
        try {
            pushed.readAll((shard, bytes, length) -> taker.take(shard, bytes, length));
        } catch (IOException atTheEnd) {
            // What doesn't come is missed by who waits for it.
        }
    }

    private Map<Metric, Double> atHalf(Effort effort, long intervalNanos) throws InterruptedException {
        int measured =
                Math.toIntExact(Math.max(effort.passesMin(), effort.measured().toNanos() / intervalNanos));
        int settling = measured / SETTLING_SHARE;
        // What the first part of the load left behind comes before the first call of this one.
        Deliveries deliveries = new Deliveries(settling + measured);
        MarkSearch[] searches = new MarkSearch[Load.SHARDS];
        for (int shard = 0; shard < searches.length; shard++) {
            searches[shard] = new MarkSearch(call -> deliveries.seen(call, System.nanoTime()));
        }
        taker = (shard, bytes, length) -> searches[shard].search(bytes, length);
        load.putAt(Duration.ofNanos(intervalNanos), deliveries);
        if (!deliveries.awaitAll()) {
            throw new WrongAnswerException("a record that was put at half load was not pushed");
        }
        return deliveries.metrics(settling);
    }

    /** What is pushed, until it is what was put. */
    private static final class Text implements PushedRecords.Taker {
        private final StringBuilder[] shards = new StringBuilder[Load.SHARDS];
        private final String expectedHash;
        private final CountDownLatch complete = new CountDownLatch(1);

        Text(String expectedHash) {
            this.expectedHash = expectedHash;
            for (int shard = 0; shard < shards.length; shard++) {
                shards[shard] = new StringBuilder();
            }
        }

        /** For who didn't get what was put. */
        String pushed() {
            StringBuilder beginnings = new StringBuilder();
            for (StringBuilder shard : shards) {
                beginnings.append(shard.length()).append(" bytes: ").append(shard, 0, Math.min(200, shard.length()));
            }
            return beginnings.toString();
        }

        @Override
        public void take(int shard, byte[] bytes, int length) {
            shards[shard].append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            if (CallRecords.hash(String.join("", shards)).equals(expectedHash)) {
                complete.countDown();
            }
        }
    }
}
