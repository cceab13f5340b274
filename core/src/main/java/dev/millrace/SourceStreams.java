package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BadRecordLedger;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.RecordDecoder;
import dev.millrace.connector.Sink;
import dev.millrace.connector.Source;
import dev.millrace.engine.StepFailure;
import dev.millrace.function.Emitter;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Makes streams of sources; the records of a source with a decoder are decoded inside of each batch. */
final class SourceStreams {
    private static final int CHARACTERS_SHOWN_MAX = 200;

    private SourceStreams() {}

    static <T> DStream<T> of(StreamingContext context, Source<T> source) {
        if (source instanceof DecodedSource<?, T> decoded) {
            return decoded(context, decoded);
        }
        Declarations declarations = context.declarations();
        SourceInput<T> input = declarations.addSource(source, declarations.sourceName(source), null);
        return new DStream<>(
                context,
                RDD.template(new Read<>(input), context.portability()),
                null,
                name -> RDD.template(new Read<>(declarations.renameSource(input, name)), context.portability()));
    }

    private static <R, T> DStream<T> decoded(StreamingContext context, DecodedSource<R, T> source) {
        Declarations declarations = context.declarations();
        BadRecordLedger ledger = new BadRecordLedger();
        String name = declarations.sourceName(source.raw());
        SourceInput<R> input = declarations.addSource(source.raw(), name, ledger);
        DeadLetters<R, T> deadLetters =
                source.deadLetters() == null ? null : new DeadLetters<>(declarations, source, source.deadLetters());
        RDD<R> raw = RDD.template(new Read<>(input), context.portability());
        return new DStream<>(context, decode(source, name, raw, ledger, deadLetters), null, newName -> {
            SourceInput<R> renamed = declarations.renameSource(input, newName);
            RDD<R> rawRenamed = RDD.template(new Read<>(renamed), context.portability());
            return decode(source, newName, rawRenamed, ledger, deadLetters);
        });
    }

    private static <R, T> RDD<T> decode(
            DecodedSource<R, T> source,
            String name,
            RDD<R> raw,
            BadRecordLedger ledger,
            @Nullable DeadLetters<R, T> deadLetters) {
        RecordDecoder<R, T> decoder = source.decoder();
        if (source.onBadRecord() == BadRecordPolicy.FAIL) {
            return raw.pipe(
                    "decode",
                    new PipeSpec.MapMulti<R, T>((record, out) -> decodeOrFail(decoder, name, record, out), false));
        }
        if (deadLetters != null) {
            deadLetters.of(raw, name);
        }
        return raw.mapPartitionsWithIndex((partition, records) -> new Decoding<>(decoder, partition, records, ledger));
    }

    private static <R, T> void decodeOrFail(RecordDecoder<R, T> decoder, String source, R record, Emitter<T> out) {
        try {
            decoder.decode(record, out);
        } catch (StepFailure | CancellationException e) {
            throw e; // of what takes the decoded records
        } catch (Exception e) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    "the decoder of source '" + source + "' threw " + threw(e) + " at the record " + described(record)
                            + ". Mend the decoder, or say onBadRecord(SKIP_AND_COUNT) or onBadRecord(DEAD_LETTER)",
                    e);
        }
    }

    /** What our own decoders say needs no name of a class before it. */
    private static Object threw(Exception e) {
        return e instanceof MillraceException known ? "'" + known.getMessage() + "'" : e;
    }

    /** Records may be large, and the first characters tell them apart. */
    private static String described(@Nullable Object record) {
        String text = record instanceof byte[] bytes ? "of " + bytes.length + " bytes" : String.valueOf(record);
        return text.length() <= CHARACTERS_SHOWN_MAX ? text : text.substring(0, CHARACTERS_SHOWN_MAX) + "…";
    }

    /** The output that a source's bad records go to; declared once, and again when the source gets its name. */
    private static final class DeadLetters<R, T> {
        private final Declarations declarations;
        private final DecodedSource<R, T> source;
        private final Sink<? super BadRecord<R>> sink;
        private int output = -1;

        DeadLetters(Declarations declarations, DecodedSource<R, T> source, Sink<? super BadRecord<R>> sink) {
            this.declarations = declarations;
            this.source = source;
            this.sink = sink;
        }

        void of(RDD<R> raw, String name) {
            RecordDecoder<R, T> decoder = source.decoder();
            RDD<BadRecord<R>> bad = raw.mapMulti((record, out) -> {
                try {
                    decoder.decode(record, ignored -> {});
                } catch (Exception e) {
                    out.accept(new BadRecord<>(name, record, e.toString()));
                }
            });
            if (output < 0) {
                output = declarations.addSink(sink, bad.plan(), null);
            } else {
                declarations.replaceSink(output, bad.plan());
            }
        }
    }

    /** The records of one partition that could be decoded; counts the others when it ends. */
    private static final class Decoding<R, T> implements Iterator<T>, Emitter<T> {
        private final RecordDecoder<R, T> decoder;
        private final int partition;
        private final Iterator<R> raw;
        private final BadRecordLedger ledger;
        private final List<T> decoded = new ArrayList<>();
        private int next;
        private long bad;

        Decoding(RecordDecoder<R, T> decoder, int partition, Iterator<R> raw, BadRecordLedger ledger) {
            this.decoder = decoder;
            this.partition = partition;
            this.raw = raw;
            this.ledger = ledger;
        }

        @Override
        public void accept(T record) {
            decoded.add(record);
        }

        @Override
        public boolean hasNext() {
            while (next == decoded.size()) {
                if (!raw.hasNext()) {
                    return false;
                }
                decodeNext();
            }
            return true;
        }

        private void decodeNext() {
            decoded.clear();
            next = 0;
            try {
                decoder.decode(raw.next(), this);
            } catch (Exception e) {
                decoded.clear();
                bad++;
                ledger.report(partition, bad);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return decoded.get(next++);
        }
    }
}
