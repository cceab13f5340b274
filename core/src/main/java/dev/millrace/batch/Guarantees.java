package dev.millrace.batch;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.Source;
import dev.millrace.plan.SourceInput;
import dev.millrace.status.OutputStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How often the effect of a record is seen in each output: the weakest of checkpoint, sources and sink. Pure. */
final class Guarantees {
    private Guarantees() {}

    /** {@code durability} says what a commit survives where that is less than a power loss, else it is empty. */
    static List<OutputStatus> of(
            Program program, boolean hasCheckpoint, boolean receiversAreLogged, String durability) {
        List<OutputStatus> statuses = new ArrayList<>();
        for (OutputEntry output : program.outputs()) {
            statuses.add(
                    hasCheckpoint
                            ? of(output, program, receiversAreLogged, durability)
                            : new OutputStatus(
                                    output.name(),
                                    DeliveryGuarantee.AT_MOST_ONCE,
                                    "there is no checkpointDirectory: a restart knows nothing of what was done"));
        }
        return List.copyOf(statuses);
    }

    private static OutputStatus of(OutputEntry output, Program program, boolean receiversAreLogged, String durability) {
        Set<SourceInput<?>> reads = program.sourcesOf(output.plan());
        String logged = "";
        for (SourceEntry<?> entry : program.sources()) {
            Source<?> source = entry.source() instanceof DecodedSource<?, ?> decoded ? decoded.raw() : entry.source();
            boolean receives = source instanceof ReceiverSource;
            if (!reads.contains(entry.input()) || source instanceof ReplayableSource) {
                continue;
            }
            if (!receives || !receiversAreLogged) {
                return new OutputStatus(
                        output.name(),
                        DeliveryGuarantee.AT_MOST_ONCE,
                        "source '" + entry.name()
                                + "' can't be read again: what is in memory is lost with the process"
                                + (receives ? ", as the block log of receivers is switched off" : ""));
            }
            logged += "; for source '" + entry.name() + "' from its block log on: what a receiver had not stored"
                    + " there when the process died, its sender has to send again";
        }
        if (!(output instanceof SinkEntry<?> entry)) {
            return new OutputStatus(
                    output.name(),
                    DeliveryGuarantee.AT_LEAST_ONCE,
                    "what a function did can't be undone: it runs again with a batch that was not done" + logged);
        }
        if (entry.sink() instanceof AtLeastOnceSink) {
            return new OutputStatus(
                    output.name(),
                    DeliveryGuarantee.AT_LEAST_ONCE,
                    "the sink has nothing to recognise a batch by: what it wrote of one that was not done is written again"
                            + logged);
        }
        String basis = entry.sink() instanceof MarkerSink
                ? "each partition is written and marked in one transaction; exact where functions depend on their"
                        + " arguments only"
                : "staged, and published when the batch is done";
        return new OutputStatus(
                output.name(),
                DeliveryGuarantee.EXACTLY_ONCE,
                (durability.isEmpty() ? basis : basis + "; " + durability) + logged);
    }

    /** Refuses a program with an output below what is demanded, and names the weakest. */
    static void demand(DeliveryGuarantee demanded, List<OutputStatus> outputs) {
        OutputStatus weakest = null;
        for (OutputStatus output : outputs) {
            boolean weaker = weakest == null || output.guarantee().compareTo(weakest.guarantee()) < 0;
            if (output.guarantee().compareTo(demanded) < 0 && weaker) {
                weakest = output;
            }
        }
        if (weakest != null) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "deliveryGuarantee(" + demanded + ") can't be kept: output '" + weakest.name() + "' is "
                            + weakest.guarantee()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-') + ", because "
                            + weakest.reason());
        }
    }
}
