package dev.millrace.batch;

import dev.millrace.batch.BatchRecord.Claim;
import dev.millrace.batch.BatchRecord.Registered;
import dev.millrace.batch.BatchRecord.Registry;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.OperatorEntry;
import dev.millrace.batch.Program.OutputEntry;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings a program and its checkpoint together, once per start: checks everything before it writes anything, claims the
 * epoch, and starts the readers where the checkpoint says.
 */
final class Startup {
    private final Program program;
    private final LoopSettings settings;
    private final BatchLog log;
    private final List<SourceDesk<?>> desks;

    Startup(Program program, LoopSettings settings, BatchLog log, List<SourceDesk<?>> desks) {
        this.program = program;
        this.settings = settings;
        this.log = log;
        this.desks = desks;
    }

    /** Returns what was added and removed; the log then holds the claim and the program's registry. */
    RegistryCheck run() {
        BatchHistory history = log.history();
        Registry stored = history.registry();
        List<Registered> names = registered();
        checkUnique(names);
        RegistryCheck check = RegistryCheck.of(stored, settings, names);
        if (stored != null) {
            checkUnfinished(history, stored, names);
        }
        Map<String, Map<String, Position>> positions = positions(history, check);
        Registry registry = new Registry(
                settings.appName(), settings.batchInterval().toNanos(), settings.keyGroups(), check.names(), positions);
        log.append(new Claim(history.epoch() + 1), registry);
        List<Seal> inDoubt = history.inDoubt();
        for (SourceDesk<?> desk : desks) {
            desk.reader().start(positionsAfter(history.positions(desk.name()), desk.name(), inDoubt));
        }
        if (inDoubt.isEmpty()) {
            forget(history, registry);
        }
        return check;
    }

    /** Logs that went while nobody read: their positions would be carried from start to start. */
    private void forget(BatchHistory history, Registry registry) {
        boolean any = false;
        for (SourceDesk<?> desk : desks) {
            Set<String> gone = desk.forgotten(history.positions(desk.name()));
            history.forgetLogs(desk.name(), gone);
            any |= !gone.isEmpty();
        }
        if (any) {
            log.append(registry.withPositions(history.positions()));
        }
    }

    /** The program's sources, stateful operators and sinks. */
    List<Registered> registered() {
        List<Registered> names = new ArrayList<>();
        for (SourceDesk<?> desk : desks) {
            names.add(new Registered(
                    Registered.Kind.SOURCE,
                    desk.name(),
                    desk.entry().named(),
                    desk.reader().identity()));
        }
        for (OperatorEntry operator : program.operators()) {
            names.add(new Registered(Registered.Kind.OPERATOR, operator.name(), operator.named(), ""));
        }
        for (OutputEntry output : program.outputs()) {
            if (output instanceof SinkEntry<?> sink) {
                names.add(new Registered(Registered.Kind.SINK, sink.name(), sink.named(), ""));
            }
        }
        return names;
    }

    private static void checkUnique(List<Registered> names) {
        Set<String> seen = new HashSet<>();
        for (Registered name : names) {
            if (!seen.add(name.name())) {
                throw RegistryCheck.refused(
                        "'" + name.name() + "' is the name of two things: names given with named(…) must be unique");
            }
        }
    }

    /** A batch in doubt, and output that may not be published yet, need what they were made with. */
    private void checkUnfinished(BatchHistory history, Registry stored, List<Registered> names) {
        if (settings.inDoubt() == InDoubt.RUN_WITH_CHANGED_PROGRAM) {
            return;
        }
        Set<String> present = names.stream().map(Registered::name).collect(Collectors.toSet());
        for (SinkOutputs outputs : history.lastOutputs()) {
            if (!present.contains(outputs.sink())) {
                throw RegistryCheck.refused("the output of batch " + history.lastDone() + " for sink '" + outputs.sink()
                        + "' may not be published yet, and the program has no such sink any more. Start the program that"
                        + " had it once more and stop it gracefully, or say inDoubt(RUN_WITH_CHANGED_PROGRAM)");
            }
        }
        history.inDoubt().forEach(seal -> checkUnfinished(seal, stored, names, present));
    }

    private static void checkUnfinished(Seal seal, Registry stored, List<Registered> names, Set<String> present) {
        boolean changed = seal.fingerprint() != RegistryCheck.fingerprint(names);
        for (SealedSource source : seal.sources()) {
            changed |= !present.contains(source.source());
        }
        if (changed) {
            throw RegistryCheck.refused("batch " + seal.batch()
                    + " was sealed and is not done, and the program's operators"
                    + " or sinks have changed since: then they were " + describe(stored.names()) + ", now they are "
                    + describe(names) + ". Start the program that sealed it once more and stop it gracefully, or say"
                    + " inDoubt(RUN_WITH_CHANGED_PROGRAM) to run the batch with the new program");
        }
    }

    private static List<String> describe(List<Registered> names) {
        return names.stream().map(Registered::name).toList();
    }

    /** Where each source continues; a new one begins where it says, which is durable before anything is read. */
    private Map<String, Map<String, Position>> positions(BatchHistory history, RegistryCheck check) {
        Map<String, Map<String, Position>> positions = new LinkedHashMap<>();
        history.positions().forEach((source, logs) -> {
            if (!check.forgotten().contains(source)) {
                positions.put(source, logs);
            }
        });
        for (SourceDesk<?> desk : desks) {
            if (!positions.containsKey(desk.name())) {
                SourceReader<?> reader = desk.reader();
                positions.put(desk.name(), reader.initialPositions());
            }
        }
        return positions;
    }

    /** Positions behind the ranges of the batches in doubt, which are read by replay. */
    private static Map<String, Position> positionsAfter(
            Map<String, Position> positions, String source, List<Seal> inDoubt) {
        Map<String, Position> after = new HashMap<>(positions);
        for (Seal seal : inDoubt) {
            for (SealedSource sealed : seal.sources()) {
                if (sealed.source().equals(source)) {
                    sealed.ranges().forEach(range -> after.put(range.log(), range.until()));
                }
            }
        }
        return after;
    }
}
