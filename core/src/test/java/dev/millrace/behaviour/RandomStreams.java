package dev.millrace.behaviour;

import dev.millrace.DStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A random program of streams with random batches: some have no records, some seconds have no batch, and the process may die
 * once, in a batch or after one. All of it follows from the seed; what it shows follows from the histories.
 */
final class RandomStreams {
    private static final int SLIDE_MAX = 6;
    private static final int RECORDS_MAX = 300;
    private static final int TRIES = 20;

    private final long seed;
    private final Random random;
    private final List<Chosen> steps = new ArrayList<>();
    private final List<History> histories = new ArrayList<>();
    private final List<List<Integer>> input = new ArrayList<>();
    private final List<Integer> times = new ArrayList<>();
    private final List<Integer> outputs = new ArrayList<>();
    private final int deathIn;
    private final boolean inTheBatch;

    /** A step on streams of these numbers. */
    private record Chosen(StreamStep step, int stream, int other, int a) {
        @Override
        public String toString() {
            return step + "(" + stream + ", " + other + ", " + a + ")";
        }
    }

    RandomStreams(long seed, int batches, int stepsMax) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L); // neighbouring seeds would begin alike
        int time = 0;
        for (int batch = 0; batch < batches; batch++) {
            time += random.nextInt(6) == 0 ? 2 + random.nextInt(3) : 1;
            times.add(time);
            input.add(records());
        }
        histories.add(new History(times, 1, input));
        for (int i = 1 + random.nextInt(stepsMax); i > 0; i--) {
            addStep();
        }
        outputs.add(histories.size() - 1);
        if (random.nextInt(3) == 0) {
            outputs.add(random.nextInt(histories.size()));
        }
        int death = random.nextInt(2 * batches);
        this.inTheBatch = random.nextBoolean();
        this.deathIn = death < batches && hasRecords(death) && hasRecords(Math.max(0, death - 1)) ? death : -1;
    }

    private List<Integer> records() {
        List<Integer> records = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 0 : random.nextInt(12); i > 0; i--) {
            records.add(random.nextInt(Numbers.VALUES));
        }
        return records;
    }

    private void addStep() {
        StreamStep[] all = StreamStep.values();
        for (int i = 0; i < TRIES; i++) {
            int stream = random.nextInt(3) == 0 ? random.nextInt(histories.size()) : histories.size() - 1;
            int other = random.nextInt(histories.size());
            if (histories.get(other).slide() != histories.get(stream).slide()) {
                other = stream;
            }
            Chosen chosen = new Chosen(all[random.nextInt(all.length)], stream, other, 1 + random.nextInt(4));
            History history = chosen.step().on(histories.get(stream), histories.get(other), chosen.a());
            if (history.slide() <= SLIDE_MAX
                    && history.batches().stream().allMatch(batch -> batch == null || batch.size() <= RECORDS_MAX)) {
                steps.add(chosen);
                histories.add(history);
                return;
            }
        }
    }

    int batches() {
        return times.size();
    }

    int time(int batch) {
        return times.get(batch);
    }

    List<Integer> input(int batch) {
        return input.get(batch);
    }

    boolean hasRecords(int batch) {
        return !input.get(batch).isEmpty();
    }

    boolean diesIn(int batch) {
        return batch == deathIn && inTheBatch;
    }

    boolean diesAfter(int batch) {
        return batch == deathIn && !inTheBatch;
    }

    boolean dies() {
        return deathIn >= 0;
    }

    /** The streams that are looked at. */
    List<DStream<Integer>> on(DStream<Integer> source, Duration second) {
        List<DStream<Integer>> streams = new ArrayList<>(List.of(source));
        for (Chosen chosen : steps) {
            Duration slide = second.multipliedBy(histories.get(chosen.stream()).slide());
            streams.add(chosen.step().on(streams.get(chosen.stream()), streams.get(chosen.other()), chosen.a(), slide));
        }
        return outputs.stream().map(streams::get).toList();
    }

    /** What each of these shows: a line for each batch in which its outputs run. */
    List<List<String>> expected() {
        List<List<String>> expected = new ArrayList<>();
        for (int output : outputs) {
            List<String> lines = new ArrayList<>();
            for (int batch = 0; batch < batches(); batch++) {
                List<Integer> shown = histories.get(output).batches().get(batch);
                if (shown != null) {
                    lines.add(line(time(batch), shown));
                }
            }
            expected.add(lines);
        }
        return expected;
    }

    static String line(int time, List<Integer> records) {
        return records.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ", time + ": ", ""));
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + steps + ", outputs " + outputs + ", batches at " + times + " of " + input
                + (deathIn < 0 ? "" : ", dies " + (inTheBatch ? "in" : "after") + " batch " + deathIn);
    }
}
