package dev.millrace.spark;

import dev.millrace.DStream;
import dev.millrace.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records over ten keys, each with its number among those of its key: "key:number". What was sent, and what must hold of it. */
final class NumberedRecords {
    private static final int KEYS = 10;

    private final List<String> sent = new ArrayList<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();

    /** So many more, which count as sent. */
    List<String> next(int records) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            int key = i % KEYS;
            texts.add(key + ":" + (numbers.merge(key, 1, Integer::sum) - 1));
        }
        sent.addAll(texts);
        return texts;
    }

    int size() {
        return sent.size();
    }

    List<String> sorted() {
        return sent.stream().sorted().toList();
    }

    static int key(String text) {
        return Integer.parseInt(text.split(":")[0]);
    }

    /** Fails a batch if a key's records don't come in their order, each once; {@code name} is the operator's. */
    static void checkOrder(DStream<String> records, String name) {
        records.mapToPair(text -> Pair.of(key(text), Integer.parseInt(text.split(":")[1])))
                .<Integer>updateStateByKey((values, last) -> {
                    int next = last.orElse(0);
                    for (int value : values) {
                        if (value != next++) {
                            throw new IllegalStateException(value + " came where " + (next - 1) + " was due");
                        }
                    }
                    return Optional.of(next);
                })
                .named(name);
    }
}
