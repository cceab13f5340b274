package dev.millrace;

import dev.millrace.function.Function;
import dev.millrace.function.TaggedEmitter;
import dev.millrace.function.TaggedFunction;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Select;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Streams whose records go to several outputs, each computed once. */
final class SideOutputs {
    private SideOutputs() {}

    static <T> List<DStream<T>> split(DStream<T> stream, Function<? super T, Boolean>[] given) {
        List<Function<? super T, Boolean>> predicates = new ArrayList<>();
        for (Function<? super T, Boolean> predicate : given) {
            predicates.add(Checks.argument(predicate, "predicate"));
        }
        stream.context().declarations().checkOpen("split");
        if (predicates.isEmpty()) {
            throw new IllegalArgumentException("split wants at least one predicate");
        }
        int outputs = predicates.size() + 1;
        PipeSpec.Router<T> router = new FirstThatHolds<T>(new ArrayList<Function<? super T, Boolean>>(predicates));
        RDD<T> all = stream.template().pipe("split", new PipeSpec.MultiOutput<T, T>(router, outputs));
        List<DStream<T>> streams = new ArrayList<>();
        for (int output = 0; output < outputs; output++) {
            RDD<T> one = all.then(new Select<>(all.plan(), output));
            streams.add(new DStream<>(stream.context(), one, stream.windows(), null));
        }
        return List.copyOf(streams);
    }

    private record FirstThatHolds<T>(ArrayList<Function<? super T, Boolean>> predicates) implements PipeSpec.Router<T> {
        @Override
        public void call(T value, PipeSpec.Outputs out) throws Exception {
            int output = 0;
            while (output < predicates.size() && !predicates.get(output).call(value)) {
                output++;
            }
            out.accept(output, value);
        }
    }

    static <T, R> TaggedDStream<R> tagged(
            DStream<T> stream, TaggedFunction<? super T, R> function, OutputTag<?> first, OutputTag<?>[] more) {
        stream.context().declarations().checkOpen("mapMulti");
        List<String> tags =
                new ArrayList<>(List.of(Checks.argument(first, "tag").name()));
        for (OutputTag<?> tag : more) {
            tags.add(Checks.argument(tag, "tag").name());
        }
        if (new HashSet<>(tags).size() < tags.size()) {
            throw new IllegalArgumentException("a tag is given twice: " + tags);
        }
        PipeSpec<T, R> spec = new PipeSpec.MultiOutput<>(new ByTag<>(function, List.copyOf(tags)), tags.size() + 1);
        return new TaggedDStream<>(stream, stream.template().pipe("mapMulti", spec), tags);
    }

    /** The number of a tag's output; 0 is the stream's own. */
    static int numberOf(OutputTag<?> tag, List<String> tags) {
        int at = tags.indexOf(Checks.argument(tag, "tag").name());
        if (at < 0) {
            throw new IllegalArgumentException(
                    "the tag '" + tag.name() + "' isn't among those that mapMulti was given: " + tags);
        }
        return at + 1;
    }

    private record ByTag<T, R>(TaggedFunction<? super T, R> function, List<String> tags) implements PipeSpec.Router<T> {
        @Override
        public void call(T value, PipeSpec.Outputs out) throws Exception {
            function.call(value, new Emission<>(out, tags));
        }
    }

    private record Emission<R>(PipeSpec.Outputs out, List<String> tags) implements TaggedEmitter<R> {
        @Override
        public void accept(R record) {
            out.accept(0, record);
        }

        @Override
        public <S> void accept(OutputTag<S> tag, S record) {
            out.accept(numberOf(tag, tags), record);
        }
    }
}
