package dev.millrace.connector.kinesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Sends numbered records of its keys, plain ones and, in turns, aggregates: one for each shard that it knows, as producers of
 * the format do. A record that came to a shard that isn't its key's, because the stream was resharded meanwhile, is sent again
 * before any newer one of its key. One thread sends.
 */
final class AggregatingProducer {
    private static final int ROUNDS_OF_A_VIEW = 4;

    private final LocalKinesis kinesis;
    private final int[] sent;
    private List<Shard> known = List.of();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger strays = new AtomicInteger();

    AggregatingProducer(LocalKinesis kinesis, int keys) {
        this.kinesis = kinesis;
        this.sent = new int[keys];
    }

    /** How many records, by key. */
    int[] sent() {
        return sent.clone();
    }

    /** How many had to be sent again. Any thread. */
    int strays() {
        return strays.get();
    }

    /** How many are over or under way. Any thread. */
    int rounds() {
        return rounds.get();
    }

    /** Two records of each key; what the producer knows of shards is some rounds old. */
    void sendRound() {
        int round = rounds.getAndIncrement();
        if (round % ROUNDS_OF_A_VIEW == 0) {
            known = kinesis.openShards();
        }
        List<String> texts = new ArrayList<>();
        for (int twice = 0; twice < 2; twice++) {
            for (int key = 0; key < sent.length; key++) {
                texts.add(key + ":" + sent[key]++);
            }
        }
        if (round % 2 == 0) {
            kinesis.putAll(texts);
        } else {
            List<String> toSend = texts;
            while (!toSend.isEmpty()) {
                toSend = sendAggregates(toSend);
            }
        }
    }

    /** Returns what came to a shard that isn't its own. */
    private List<String> sendAggregates(List<String> texts) {
        Map<Shard, List<String>> byShard = new LinkedHashMap<>();
        for (String text : texts) {
            byShard.computeIfAbsent(shardOf(text), shard -> new ArrayList<>()).add(text);
        }
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        List<List<String>> contents = new ArrayList<>();
        byShard.forEach((shard, content) -> {
            Aggregates aggregate = new Aggregates();
            content.forEach(text -> aggregate.add(keyOf(text), null, text));
            entries.add(PutRecordsRequestEntry.builder()
                    .partitionKey("a")
                    .explicitHashKey(shard.hashKeyRange().startingHashKey())
                    .data(SdkBytes.fromByteArrayUnsafe(aggregate.bytes()))
                    .build());
            contents.add(content);
        });
        List<String> landedIn = kinesis
                .client()
                .putRecords(request -> request.streamName(kinesis.stream()).records(entries))
                .records()
                .stream()
                .map(entry -> entry.shardId())
                .toList();
        Map<String, Shard> all = new HashMap<>();
        kinesis.shards().forEach(shard -> all.put(shard.shardId(), shard));
        List<String> again = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            Shard landed = Objects.requireNonNull(all.get(landedIn.get(i)));
            for (String text : contents.get(i)) {
                if (!holds(landed, text)) {
                    again.add(text);
                }
            }
        }
        if (!again.isEmpty()) {
            strays.addAndGet(again.size());
            known = kinesis.openShards();
        }
        return again;
    }

    private Shard shardOf(String text) {
        return known.stream().filter(shard -> holds(shard, text)).findFirst().orElseThrow();
    }

    private static boolean holds(Shard shard, String text) {
        return HashRange.of(
                        shard.hashKeyRange().startingHashKey(),
                        shard.hashKeyRange().endingHashKey())
                .holds(keyOf(text), null);
    }

    private static String keyOf(String text) {
        return "key-" + text.substring(0, text.indexOf(':'));
    }
}
