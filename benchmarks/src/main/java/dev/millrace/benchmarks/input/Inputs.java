package dev.millrace.benchmarks.input;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.StateSeries;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.JoinSteps;
import dev.millrace.benchmarks.program.WindowSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/** The generators. Equal arguments give equal batches, in every process. */
public final class Inputs {
    private static final long SEED = 20261121;
    private static final int KEYS_OF_TABLE = 200_000;
    private static final double ZIPF_EXPONENT = 1.2;
    private static final String[] PLACES = {"Bern", "Brienz", "Basel", "Biel", "Baden", "Bellinzona", "Bulle", "Brig"};

    private Inputs() {}

    /** Uniform longs: every one a different object, outside the cache of small boxes. */
    public static Batch<Long> longs(int records) {
        return batch(records, Long[]::new, random -> () -> random.nextLong());
    }

    /** Keys drawn uniformly from {@code distinct} many, spread over the whole range of a long. */
    public static Batch<Long> keys(int records, int distinct) {
        return batch(records, Long[]::new, random -> () -> Digest.mix(random.nextInt(distinct)));
    }

    /** Keys of as many, drawn by Zipf's law with this exponent: key number r occurs in proportion to 1 / r^exponent. */
    public static Batch<Long> zipfKeys(int records, int distinct, double exponent) {
        Zipf zipf = new Zipf(distinct, exponent);
        return batch(records, Long[]::new, random -> () -> Digest.mix(zipf.next(random)));
    }

    /** Keys of which every second one is always the same; the others as {@link #keys} are. */
    public static Batch<Long> hotKeys(int records, int distinct) {
        return batch(
                records, Long[]::new, random -> () -> Digest.mix(random.nextBoolean() ? 0 : random.nextInt(distinct)));
    }

    /** What a program counts that counts by key. */
    public static Batch<Long> keysOf(Program program, int records) {
        return switch (program) {
            case COUNT_ZIPF -> zipfKeys(records, program.distinctKeys(), ZIPF_EXPONENT);
            case COUNT_HOT -> hotKeys(records, program.distinctKeys());
            default -> keys(records, program.distinctKeys());
        };
    }

    public static Batch<Reading> readings(int records) {
        return batch(
                records,
                Reading[]::new,
                random -> () -> new Reading(
                        random.nextLong(1_000_000), random.nextInt(1_000), PLACES[random.nextInt(PLACES.length)]));
    }

    /** Ten seconds of events of the Yahoo benchmark, in the order of their times. */
    public static Batch<AdEvent> adEvents(int records) {
        long perMilli = Math.max(1, records / Batch.PARTS / 10_000);
        return batch(records, AdEvent[]::new, random -> {
            AtomicLong made = new AtomicLong();
            return () -> new AdEvent(
                    Digest.mix(random.nextInt(AdSteps.ADS)),
                    random.nextInt(AdEvent.TYPES),
                    made.getAndIncrement() / perMilli);
        });
    }

    /** Lines of {@link ZipfText}. */
    public static Batch<String> lines(int lines) {
        ZipfText text = new ZipfText(new SplittableRandom(SEED));
        return batch(lines, String[]::new, random -> () -> text.line(random));
    }

    /** So many batches of numbers that are all different. */
    public static List<Batch<Long>> chunks(int numbers, int chunks) {
        List<Batch<Long>> all = new ArrayList<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<Long[]> parts = new ArrayList<>();
            for (int part = 0; part < Batch.PARTS; part++) {
                Long[] made = new Long[numbers / chunks / Batch.PARTS];
                long first = (long) (chunk * Batch.PARTS + part) * made.length;
                Arrays.setAll(made, i -> first + i);
                parts.add(made);
            }
            all.add(new Batch<>(parts));
        }
        return all;
    }

    /** Some batches, each with one record for every key from 0 on, in an order of its own. */
    public static List<Batch<Long>> windowBatches(int keys) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Batch<Long>> batches = new ArrayList<>();
        for (int batch = 0; batch < 16; batch++) {
            List<Long> records = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                records.add(random.nextInt(key + 1), WindowSteps.record(key, random.nextInt(1_000)));
            }
            batches.add(new Batch<>(List.of(
                    records.subList(0, keys / 2).toArray(Long[]::new),
                    records.subList(keys / 2, keys).toArray(Long[]::new))));
        }
        return batches;
    }

    /** Batches that together bring each key from 0 on once, then some that bring one in a hundred, chosen by chance. */
    public static List<Batch<Long>> stateBatches(int keys, StateSeries series) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Batch<Long>> batches = new ArrayList<>();
        for (int filling = 0; filling < series.fillingBatches(); filling++) {
            long from = (long) keys * filling / series.fillingBatches();
            long until = (long) keys * (filling + 1) / series.fillingBatches();
            batches.add(inParts(LongStream.range(from, until)));
        }
        for (int touching = 0; touching < StateSeries.TOUCHING_BATCHES; touching++) {
            batches.add(inParts(
                    random.longs(0, keys).distinct().limit(Math.max(Batch.PARTS, keys / StateSeries.TOUCHED_SHARE))));
        }
        return batches;
    }

    /** What a program with windows reads. */
    public static List<Batch<Long>> windowBatches(Program program, int size) {
        return program == Program.JOIN_WINDOWS ? joinBatches(size) : windowBatches(size);
    }

    /** Every second one of the keys that {@link #keysOfTable} draws from, with a number each. */
    public static Map<Long, Long> table() {
        Map<Long, Long> table = new HashMap<>();
        for (long number = 0; number < KEYS_OF_TABLE; number += 2) {
            table.put(Digest.mix(number), number);
        }
        return table;
    }

    /** Keys of which about half are in the {@link #table}. */
    public static Batch<Long> keysOfTable(int records) {
        return keys(records, KEYS_OF_TABLE);
    }

    /** Batches of two streams in one, so many records of each; five times as many keys. */
    public static List<Batch<Long>> joinBatches(int recordsOfEach) {
        SplittableRandom random = new SplittableRandom(SEED);
        int records = 2 * recordsOfEach;
        List<Batch<Long>> batches = new ArrayList<>();
        for (int batch = 0; batch < 16; batch++) {
            List<Long[]> parts = new ArrayList<>();
            for (int part = 0; part < Batch.PARTS; part++) {
                Long[] made = new Long[records / Batch.PARTS];
                Arrays.setAll(
                        made,
                        i -> JoinSteps.record(i % 2 == 0, random.nextInt(5 * recordsOfEach), random.nextInt(1_000)));
                parts.add(made);
            }
            batches.add(new Batch<>(parts));
        }
        return batches;
    }

    private static Batch<Long> inParts(LongStream keys) {
        Long[] all = keys.boxed().toArray(Long[]::new);
        return new Batch<>(List.of(
                Arrays.copyOfRange(all, 0, all.length / 2), Arrays.copyOfRange(all, all.length / 2, all.length)));
    }

    private static <T> Batch<T> batch(
            int records, IntFunction<T[]> array, Function<SplittableRandom, Generator<T>> generators) {
        if (records < Batch.PARTS) {
            throw new IllegalArgumentException("at least one record for each part, not " + records);
        }
        SplittableRandom root = new SplittableRandom(SEED);
        List<T[]> parts = new ArrayList<>();
        for (int part = 0; part < Batch.PARTS; part++) {
            Generator<T> generator = generators.apply(root.split());
            T[] made = array.apply(records / Batch.PARTS);
            for (int i = 0; i < made.length; i++) {
                made[i] = generator.next();
            }
            parts.add(made);
        }
        return new Batch<>(parts);
    }

    private interface Generator<T> {
        T next();
    }
}
