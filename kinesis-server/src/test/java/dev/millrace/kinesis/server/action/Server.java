package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.kinesis.server.store.StreamStore;
import dev.millrace.kinesis.server.wire.ServiceException;
import dev.millrace.kinesis.server.wire.WireFormat;
import dev.millrace.log.SyncPolicy;
import dev.millrace.log.simulation.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All of a server but the network, with a clock to be set and a disk in memory, for tests that speak JSON with it (quotes may be single ones). */
final class Server implements InstantSource, AutoCloseable {
    static final String MAX_KEY = "340282366920938463463374607431768211455";
    static final String HALF_KEY = "170141183460469231731687303715884105728";

    final SimulatedDisk disk = new SimulatedDisk(1);
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private StreamStore store;
    private final Backend.Limits limits;
    final Faults faults = new Faults(FaultPlan.NONE);
    private final double limitFactor;
    private Activity activity;
    private Caller caller = Caller.rootOf("123456789012");
    private Backend backend;

    Server() {
        this(0);
    }

    Server(long stateChangeMillis) {
        this(stateChangeMillis, 0);
    }

    /** With AWS's limits times a factor. */
    Server(long stateChangeMillis, double limitFactor) {
        this.limitFactor = limitFactor;
        activity = new Activity(limitFactor);
        limits = new Backend.Limits(stateChangeMillis, 1000);
        store = StreamStore.open(disk, SyncPolicy.everyCommit(), this);
        backend = newBackend();
    }

    private Backend newBackend() {
        return new Backend(
                store,
                this,
                new Account("123456789012", "eu-west-1"),
                new Tokens(store.tokenKey()),
                limits,
                new Subscriptions(Subscriptions.Times.AWS),
                activity,
                faults);
    }

    /** Stops in good order and starts again on the same disk. */
    void restart() {
        store.close();
        store = StreamStore.open(disk, SyncPolicy.everyCommit(), this);
        activity = new Activity(limitFactor);
        backend = newBackend();
    }

    Backend backend() {
        return backend;
    }

    StreamStore store() {
        return store;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Whose the calls are from now on. */
    void as(Caller value) {
        caller = value;
    }

    void advance(Duration duration) {
        now = now.plus(duration);
    }

    /** The reply as maps, lists and strings; numbers are texts too. A subscription is closed at once. */
    Map<String, Object> call(String operation, String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Operation found = Objects.requireNonNull(Operations.find(operation), operation);
        Operation.Answer answer =
                found.call(new Operation.Call(WireFormat.JSON, ByteBuffer.wrap(body), caller), backend);
        if (answer instanceof Operation.Answer.Events events) {
            events.subscriber().close();
            return Map.of();
        }
        ByteBuffer reply = ((Operation.Answer.Body) answer).bytes();
        return reply.hasRemaining()
                ? map(parse(StandardCharsets.UTF_8.decode(reply).toString()))
                : Map.of();
    }

    /** Subscribes, and gives what a transport would get. */
    Subscriber subscribe(String consumerArn, int shard, String startingPosition) {
        String json = "{'ConsumerARN':'" + consumerArn + "','ShardId':'shardId-" + shard + "','StartingPosition':"
                + startingPosition + "}";
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Operation found = Objects.requireNonNull(Operations.find("SubscribeToShard"));
        Operation.Answer answer =
                found.call(new Operation.Call(WireFormat.JSON, ByteBuffer.wrap(body), caller), backend);
        return ((Operation.Answer.Events) answer).subscriber();
    }

    /** Registers a consumer; gives its ARN. */
    String register(String stream, String consumer) {
        return text(
                call(
                        "RegisterStreamConsumer",
                        "{'StreamARN':'arn:aws:kinesis:eu-west-1:123456789012:stream/" + stream + "','ConsumerName':'"
                                + consumer + "'}"),
                "Consumer",
                "ConsumerARN");
    }

    /** A text in JSON as maps, lists and strings. */
    static Map<String, Object> json(String text) {
        return map(parse(text));
    }

    /** Creates a stream of so many shards. */
    Server with(String stream, int shards) {
        call("CreateStream", "{'StreamName':'" + stream + "','ShardCount':" + shards + "}");
        return this;
    }

    /** Puts a record; gives its sequence number. */
    String put(String stream, String key, String base64) {
        return text(
                call(
                        "PutRecord",
                        "{'StreamName':'" + stream + "','PartitionKey':'" + key + "','Data':'" + base64 + "'}"),
                "SequenceNumber");
    }

    /** An iterator at the oldest record of a shard. */
    String trimHorizon(String stream, int shard) {
        return text(
                call(
                        "GetShardIterator",
                        "{'StreamName':'" + stream + "','ShardId':'shardId-" + shard
                                + "','ShardIteratorType':'TRIM_HORIZON'}"),
                "ShardIterator");
    }

    Map<String, Object> read(String iterator) {
        return call("GetRecords", "{'ShardIterator':'" + iterator + "'}");
    }

    /** What one member of each element of a list is. */
    static List<String> each(Map<String, Object> reply, String list, String member) {
        return list(reply, list).stream()
                .map(element -> String.valueOf(map(element).get(member)))
                .toList();
    }

    void assertFails(String type, String message, String operation, String json) {
        ServiceException failure = assertThrows(ServiceException.class, () -> call(operation, json));
        assertEquals(type + ": " + message, failure.type() + ": " + failure.getMessage());
    }

    void assertInvalidArgument(String message, String operation, String json) {
        assertFails("InvalidArgumentException", message, operation, json);
    }

    void assertNotFound(String message, String operation, String json) {
        assertFails("ResourceNotFoundException", message, operation, json);
    }

    /** Violations are given without the number of them. */
    void assertInvalid(String operation, String json, String... violations) {
        String s = violations.length == 1 ? "" : "s";
        assertFails(
                "ValidationException",
                violations.length + " validation error" + s + " detected: " + String.join("; ", violations),
                operation,
                json);
    }

    void assertWrongType(String message, String operation, String json) {
        assertFails("SerializationException", message, operation, json);
    }

    static String text(Map<String, Object> map, String... path) {
        Object at = map;
        for (String name : path) {
            at = Objects.requireNonNull(map(at).get(name), () -> name + " in " + map);
        }
        return (String) at;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    static Map<String, Object> member(Map<String, Object> map, String name) {
        return map(Objects.requireNonNull(map.get(name), () -> name + " in " + map));
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Map<String, Object> map, String name) {
        return (List<Object>) Objects.requireNonNull(map.get(name), () -> name + " in " + map);
    }

    static BigInteger number(String decimal) {
        return new BigInteger(decimal);
    }

    private static Object parse(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return Objects.requireNonNull(value(parser));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, Objects.requireNonNull(value(parser)));
            }
            return map;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(Objects.requireNonNull(value(parser)));
            }
            return list;
        }
        return parser.getText();
    }

    @Override
    public void close() {
        store.close();
    }
}
