package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.function.Function;
import dev.millrace.function.VoidFunction;
import dev.millrace.log.LocalDisk;
import dev.millrace.log.LogException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes each batch's records as text into a directory of its own, {@code batch-00000000000000001204/part-00000}, which
 * appears whole and once: exactly-once with a checkpoint. A batch without records makes none; batches that are grouped make one
 * together, of the last one's number. What is not published yet
 * lies in {@code .staging}, on the same file system, so that publishing is one rename.
 */
public final class FileSink<T> implements StagedSink<T>, GroupingSink<T, String> {
    /** What the object of a prepared line takes, besides its text. */
    private static final int LINE_BYTES = 56;

    static final String STAGING = ".staging";
    private static final String BATCH = "batch-";

    private final String directory;
    private final Function<? super T, String> format;
    private final DurableFiles files;
    private final VoidFunction<Long> publicationListener;
    /** Held by an opened sink. */
    private final transient @Nullable Closeable lock;

    FileSink(Path directory, Function<? super T, String> format, DurableFiles files) {
        this(directory.toAbsolutePath().normalize().toString(), format, files, batch -> {}, null);
    }

    private FileSink(
            String directory,
            Function<? super T, String> format,
            DurableFiles files,
            VoidFunction<Long> publicationListener,
            @Nullable Closeable lock) {
        this.directory = directory;
        this.format = Objects.requireNonNull(format, "format");
        this.files = files;
        this.publicationListener = Objects.requireNonNull(publicationListener, "publicationListener");
        this.lock = lock;
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
        return new FileSink<>(directory, format, files, listener, null);
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

    /** Takes the directory for this sink alone. */
    @Override
    public FileSink<T> open(SinkContext context) throws IOException {
        makeStaging();
        try {
            return new FileSink<>(
                    directory,
                    format,
                    files,
                    publicationListener,
                    LocalDisk.open(staging()).lock());
        } catch (LogException e) {
            boolean theirs = e.kind() == LogException.Kind.LOCKED;
            boolean usersFault = theirs || e.kind() == LogException.Kind.UNUSABLE;
            throw new MillraceException(
                    usersFault ? Kind.CONFIGURATION : Kind.EXTERNAL_SYSTEM,
                    (theirs ? "another sink writes to " + directory + ": give each sink a directory of its own. " : "")
                            + e.getMessage(),
                    e);
        }
    }

    private void makeStaging() throws IOException {
        try {
            files.createDirectoriesForSure(staging());
        } catch (AccessDeniedException | FileAlreadyExistsException | NotDirectoryException e) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "the directory " + directory + " can't be made or used by this user (" + e
                            + "): change its permissions or choose another",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    @Override
    public StagedOutput stage(SinkTask task, Iterator<T> records) throws Exception {
        String name = StagingNames.staged(task);
        Path staging = staging();
        files.createDirectories(staging);
        Path file = staging.resolve(name);
        LineWriter writer = newLines(file);
        try (writer) {
            while (records.hasNext()) {
                writer.write(format.call(records.next()));
            }
            files.sync(writer, file);
            files.syncDirectory(staging);
            return new StagedOutput(task.partition(), name, writer.bytes(), writer.checksum(), writer.records());
        } catch (Exception e) {
            discardHalf(file);
            throw e;
        }
    }

    private LineWriter newLines(Path file) throws IOException {
        try {
            return files.createLines(file);
        } catch (FileAlreadyExistsException e) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    file + " is there already: another sink writes to this directory; give each sink one of its own",
                    e);
        }
    }

    /** The next attempt finds the room that this one took. */
    private void discardHalf(Path file) {
        try {
            files.delete(file);
        } catch (IOException e) {
            // Why it wasn't written is what has to be told; what is left goes at the next start.
        }
    }

    @Override
    public Prepared<String> prepare(SinkTask task, Iterator<T> records) throws Exception {
        List<String> lines = new ArrayList<>();
        long bytes = 0;
        while (records.hasNext()) {
            String line = format.call(records.next());
            lines.add(line);
            bytes += LINE_BYTES + line.length();
        }
        return new Prepared<>(lines, bytes);
    }

    @Override
    public FileSink<String> ofPrepared() {
        return new FileSink<>(directory, line -> line, files, publicationListener, lock);
    }

    @Override
    public int publish(String sink, long batch, List<StagedOutput> outputs) throws Exception {
        if (outputs.isEmpty()) {
            return 0;
        }
        Path visible = directoryOf(batch);
        Path gathered = staging().resolve(StagingNames.gathered(nameOf(batch), outputs));
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
        // Whoever made these directories may have died before they were durable.
        files.createDirectoriesForSure(staging());
        for (Path leftover : DurableFiles.list(staging())) {
            if (StagingNames.epochOf(String.valueOf(leftover.getFileName())) < epoch) {
                files.deleteRecursively(leftover);
            }
        }
    }
}
