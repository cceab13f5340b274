package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.function.Function;
import dev.millrace.function.VoidFunction;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Writes each batch's records as text into a directory of its own, {@code batch-00000000000000001204/part-00000}, which
 * appears whole and once: exactly-once with a checkpoint. A batch without records makes none. What is not published yet
 * lies in {@code .staging}, on the same file system, so that publishing is one rename.
 */
public final class FileSink<T> implements StagedSink<T> {
    static final String STAGING = ".staging";
    private static final String BATCH = "batch-";

    private final String directory;
    private final Function<? super T, String> format;
    private final DurableFiles files;
    private final VoidFunction<Long> publicationListener;

    FileSink(Path directory, Function<? super T, String> format, DurableFiles files) {
        this(directory.toAbsolutePath().normalize().toString(), format, files, batch -> {});
    }

    private FileSink(
            String directory,
            Function<? super T, String> format,
            DurableFiles files,
            VoidFunction<Long> publicationListener) {
        this.directory = directory;
        this.format = Objects.requireNonNull(format, "format");
        this.files = files;
        this.publicationListener = Objects.requireNonNull(publicationListener, "publicationListener");
    }

    /** A line of UTF-8 per record, as its {@code toString} gives it. Nobody else may write to the directory. */
    public static <T> FileSink<T> text(Path directory) {
        return new FileSink<>(directory, String::valueOf, DurableFiles.PLAIN);
    }

    /** A line of UTF-8 per record, as the function gives it. */
    public static <T> FileSink<T> text(Path directory, Function<? super T, String> format) {
        return new FileSink<>(directory, format, DurableFiles.PLAIN);
    }

    /**
     * The same sink, which calls {@code listener} with the batch after each file that it has moved on the way to being
     * visible: a test that kills the program between these steps begins here.
     */
    public FileSink<T> withPublicationListener(VoidFunction<Long> listener) {
        return new FileSink<>(directory, format, files, listener);
    }

    @Override
    public String defaultName() {
        return "files:" + directory;
    }

    /** Where the output of a batch appears. */
    public Path directoryOf(long batch) {
        return Path.of(directory, nameOf(batch));
    }

    private static String nameOf(long batch) {
        return String.format(Locale.ROOT, "%s%020d", BATCH, batch);
    }

    private Path staging() {
        return Path.of(directory, STAGING);
    }

    @Override
    public StagedOutput stage(SinkTask task, Iterator<T> records) throws Exception {
        StagedName name = new StagedName(task.batch(), task.partition(), task.epoch(), task.attempt());
        Path staging = staging();
        files.createDirectories(staging);
        Path file = staging.resolve(name.toString());
        try (LineWriter writer = files.createLines(file)) {
            while (records.hasNext()) {
                writer.write(format.call(records.next()));
            }
            files.sync(writer, file);
            files.syncDirectory(staging);
            return new StagedOutput(
                    task.partition(), name.toString(), writer.bytes(), writer.checksum(), writer.records());
        } catch (FileAlreadyExistsException e) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    file + " is there already: another sink writes to this directory; give each sink one of its own",
                    e);
        }
    }

    @Override
    public int publish(String sink, long batch, List<StagedOutput> outputs) throws Exception {
        Path visible = directoryOf(batch);
        Path gathered = staging().resolve(nameOf(batch));
        if (DurableFiles.exists(visible)) {
            checkPublished(visible, outputs);
            // Who published it may have died before this: until then a power loss can take the rename back.
            files.syncDirectory(Path.of(directory));
            return 0;
        }
        files.createDirectories(gathered);
        for (StagedOutput output : outputs) {
            Path staged = staging().resolve(output.name());
            Path part = gathered.resolve(partName(output.partition()));
            files.moveUnlessMoved(staged, part);
            publicationListener.call(batch);
            long length = DurableFiles.length(part);
            if (length != output.length()) {
                throw new MillraceException(
                        Kind.CORRUPT_DATA,
                        part + " has " + length + " bytes, " + output.length()
                                + " were staged: somebody else wrote to it");
            }
        }
        files.syncDirectory(staging());
        files.syncDirectory(gathered);
        files.move(gathered, visible);
        files.syncDirectory(Path.of(directory));
        return outputs.size();
    }

    static String partName(int partition) {
        return String.format(Locale.ROOT, "part-%05d", partition);
    }

    /** What lies there must be what was staged, which then isn't in the staging directory any more. */
    private void checkPublished(Path visible, List<StagedOutput> outputs) {
        for (StagedOutput output : outputs) {
            if (DurableFiles.exists(staging().resolve(output.name()))) {
                throw foreign(visible);
            }
        }
    }

    private MillraceException foreign(Path visible) {
        return new MillraceException(
                Kind.CONFIGURATION,
                visible
                        + " is there already, written by another program, another sink of this one, or an earlier life whose"
                        + " checkpoint is gone: give each sink a directory of its own, and a new checkpoint an empty one");
    }

    @Override
    public void discardUnpublished(String sink, long batch, long epoch) throws IOException {
        for (Path visible : DurableFiles.list(Path.of(directory))) {
            String name = String.valueOf(visible.getFileName());
            if (name.startsWith(BATCH) && name.compareTo(nameOf(batch)) >= 0) {
                throw foreign(visible);
            }
        }
        for (Path leftover : DurableFiles.list(staging())) {
            String name = String.valueOf(leftover.getFileName());
            if (name.startsWith(BATCH) || StagedName.isBelowEpoch(name, epoch)) {
                files.deleteRecursively(leftover);
            }
        }
    }

    /** The name of a staged file: only one attempt has it. */
    private record StagedName(long batch, int partition, long epoch, int attempt) {
        @Override
        public String toString() {
            return batch + "-" + partition + "-" + epoch + "-" + attempt + ".part";
        }

        static boolean isBelowEpoch(String name, long epoch) {
            String[] parts = name.split("[-.]");
            try {
                return parts.length == 5 && Long.parseLong(parts[2]) < epoch;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }
}
