package dev.millrace.testkit.simulation;

import dev.millrace.Pair;
import dev.millrace.PairDStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stream of a random program: how to declare it with Millrace, and, apart from that, what it means. Compared by
 * identity, as a stream is: {@link ProgramStreams} and {@link Reference} make each once.
 */
sealed interface Flow {
    PairDStream<String, Long> declare(ProgramStreams streams);

    Bag meaning(Reference reference);

    /** The records of a source. */
    final class OfSource implements Flow {
        private final int source;

        OfSource(int source) {
            this.source = source;
        }

        @Override
        public PairDStream<String, Long> declare(ProgramStreams streams) {
            return streams.source(source).mapToPair(event -> Pair.of(event.key(), event.value()));
        }

        @Override
        public Bag meaning(Reference reference) {
            List<Pair<String, Long>> records = new ArrayList<>();
            reference.batch().get(source).forEach(event -> records.add(Pair.of(event.key(), event.value())));
            return new Bag(records, true);
        }

        @Override
        public String toString() {
            return "source" + source;
        }
    }

    /** What is done to each record alone, or to the place where it lies. */
    final class Narrow implements Flow {
        enum NarrowVerb {
            MAP,
            MAP_VALUES,
            FILTER,
            FLAT_MAP,
            MAP_MULTI,
            MAP_PARTITIONS,
            REKEY,
            TRANSFORM,
            CACHE,
            REPARTITION
        }

        private final NarrowVerb verb;
        private final Flow input;
        private final int a;

        Narrow(NarrowVerb verb, Flow input, int a) {
            this.verb = verb;
            this.input = input;
            this.a = a;
        }

        @Override
        public PairDStream<String, Long> declare(ProgramStreams streams) {
            PairDStream<String, Long> in = streams.of(input);
            int number = a;
            return switch (verb) {
                case MAP -> in.mapToPair(pair -> Pair.of(pair.key(), Functions.mapped(pair.value(), number)));
                case MAP_VALUES -> in.mapValues(value -> Functions.mapped(value, number));
                case FILTER -> in.filter(pair -> Functions.keeps(pair, number));
                case FLAT_MAP ->
                    in.flatMapToPair(pair -> Functions.expanded(pair, number).iterator());
                case MAP_MULTI ->
                    PairDStream.fromDStream(in.mapMulti(
                            (pair, out) -> Functions.expanded(pair, number).forEach(out::accept)));
                case MAP_PARTITIONS ->
                    in.mapPartitionsToPair(pairs -> {
                        List<Pair<String, Long>> result = new ArrayList<>();
                        pairs.forEachRemaining(pair -> result.addAll(Functions.expanded(pair, number)));
                        return result.iterator();
                    });
                case REKEY -> in.mapToPair(pair -> Functions.rekeyed(pair, number));
                case TRANSFORM -> in.transformToPair(rdd -> rdd.mapValues(value -> Functions.mapped(value, number)));
                case CACHE -> in.cache();
                case REPARTITION -> in.repartition(1 + number % 4);
            };
        }

        @Override
        public Bag meaning(Reference reference) {
            Bag in = reference.of(input);
            return switch (verb) {
                case MAP, MAP_VALUES, TRANSFORM ->
                    in.each(pair -> List.of(Pair.of(pair.key(), Functions.mapped(pair.value(), a))));
                case FILTER -> in.each(pair -> Functions.keeps(pair, a) ? List.of(pair) : List.of());
                case FLAT_MAP, MAP_MULTI, MAP_PARTITIONS -> in.each(pair -> Functions.expanded(pair, a));
                case REKEY -> in.each(pair -> List.of(Functions.rekeyed(pair, a)));
                case CACHE -> in;
                case REPARTITION -> new Bag(in.records(), false);
            };
        }

        @Override
        public String toString() {
            return verb + "(" + input + "," + a + ")";
        }
    }

    /** What brings the values of each key together. {@code ordered}: whether its input has an order. */
    final class PerKey implements Flow {
        enum PerKeyVerb {
            REDUCE,
            REDUCE_TO_PARTITIONS,
            COMBINE,
            GROUP
        }

        private final PerKeyVerb verb;
        private final Flow input;
        private final boolean ordered;
        private final int a;

        PerKey(PerKeyVerb verb, Flow input, boolean ordered, int a) {
            this.verb = verb;
            this.input = input;
            this.ordered = ordered;
            this.a = a;
        }

        @Override
        public PairDStream<String, Long> declare(ProgramStreams streams) {
            PairDStream<String, Long> in = streams.of(input);
            boolean inOrder = ordered;
            return switch (verb) {
                case REDUCE -> in.reduceByKey(Long::sum);
                case REDUCE_TO_PARTITIONS -> in.reduceByKey(Long::sum, 1 + a % 5);
                case COMBINE -> in.combineByKey(value -> value, Long::max, Long::max);
                case GROUP ->
                    in.groupByKey().mapValues(values -> Functions.digest(inOrder ? values : Functions.sorted(values)));
            };
        }

        @Override
        public Bag meaning(Reference reference) {
            Bag in = reference.of(input);
            return switch (verb) {
                case REDUCE, REDUCE_TO_PARTITIONS ->
                    in.perKey(
                            values -> values.stream().mapToLong(value -> value).sum());
                case COMBINE ->
                    in.perKey(values ->
                            values.stream().mapToLong(value -> value).max().orElseThrow());
                case GROUP -> in.perKey(Functions::digest);
            };
        }

        @Override
        public String toString() {
            return verb + "(" + input + ")";
        }
    }

    /** Two streams become one. */
    final class Both implements Flow {
        enum BothVerb {
            UNION,
            JOIN,
            LEFT_OUTER_JOIN,
            COGROUP
        }

        private final BothVerb verb;
        private final Flow left;
        private final Flow right;

        Both(BothVerb verb, Flow left, Flow right) {
            this.verb = verb;
            this.left = left;
            this.right = right;
        }

        @Override
        public PairDStream<String, Long> declare(ProgramStreams streams) {
            PairDStream<String, Long> one = streams.of(left);
            PairDStream<String, Long> other = streams.of(right);
            return switch (verb) {
                case UNION -> one.union(other);
                case JOIN -> one.join(other).mapValues(pair -> Functions.joined(pair.left(), pair.right()));
                case LEFT_OUTER_JOIN ->
                    one.leftOuterJoin(other)
                            .mapValues(pair ->
                                    Functions.joined(pair.left(), pair.right().orElse(-1L)));
                case COGROUP ->
                    one.cogroup(other)
                            .mapValues(groups -> Functions.joined(
                                    Functions.digest(Functions.sorted(groups.left())),
                                    Functions.digest(Functions.sorted(groups.right()))));
            };
        }

        @Override
        public Bag meaning(Reference reference) {
            Bag one = reference.of(left);
            Bag other = reference.of(right);
            List<Pair<String, Long>> result = new ArrayList<>();
            switch (verb) {
                case UNION -> {
                    result.addAll(one.records());
                    result.addAll(other.records());
                    return new Bag(result, one.ordered() && other.ordered());
                }
                case JOIN, LEFT_OUTER_JOIN ->
                    one.records().forEach(pair -> {
                        List<Long> matches = other.byKey().getOrDefault(pair.key(), List.of());
                        List<Long> rights =
                                matches.isEmpty() && verb == BothVerb.LEFT_OUTER_JOIN ? List.of(-1L) : matches;
                        rights.forEach(match -> result.add(Pair.of(pair.key(), Functions.joined(pair.value(), match))));
                    });
                case COGROUP -> {
                    Map<String, List<Long>> lefts = one.byKey();
                    Map<String, List<Long>> rights = other.byKey();
                    Map<String, List<Long>> keys = new TreeMap<>(lefts);
                    keys.putAll(rights);
                    keys.keySet()
                            .forEach(key -> result.add(Pair.of(
                                    key,
                                    Functions.joined(
                                            Functions.digest(Functions.sorted(lefts.getOrDefault(key, List.of()))),
                                            Functions.digest(Functions.sorted(rights.getOrDefault(key, List.of())))))));
                }
            }
            return new Bag(result, false);
        }

        @Override
        public String toString() {
            return verb + "(" + left + "," + right + ")";
        }
    }

    /** A state for each key, which depends on all batches before. */
    final class Stateful implements Flow {
        private final Flow input;
        private final boolean ordered;
        private final String name;

        Stateful(Flow input, boolean ordered, String name) {
            this.input = input;
            this.ordered = ordered;
            this.name = name;
        }

        @Override
        public PairDStream<String, Long> declare(ProgramStreams streams) {
            boolean inOrder = ordered;
            return streams.of(input)
                    .<Long>updateStateByKey(
                            (values, state) -> Functions.updated(inOrder ? values : Functions.sorted(values), state))
                    .named(name);
        }

        @Override
        public Bag meaning(Reference reference) {
            Map<String, List<Long>> values = reference.of(input).byKey();
            Map<String, Long> state = reference.state(this);
            Map<String, Long> next = new TreeMap<>();
            Map<String, List<Long>> visited = new TreeMap<>(values);
            state.keySet().forEach(key -> visited.putIfAbsent(key, List.of()));
            visited.forEach((key, news) -> Functions.updated(news, Optional.ofNullable(state.get(key)))
                    .ifPresent(changed -> next.put(key, changed)));
            reference.setState(this, next);
            List<Pair<String, Long>> records = new ArrayList<>();
            next.forEach((key, value) -> records.add(Pair.of(key, value)));
            return new Bag(records, false);
        }

        @Override
        public String toString() {
            return "STATE(" + input + ")";
        }
    }
}
