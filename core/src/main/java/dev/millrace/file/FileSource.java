package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * The lines of the files in a directory. Each file is a log, which may grow at its end and is otherwise left alone; a file
 * that was cut or replaced, or is gone before all of it was read, is an error. Names that begin with {@code .} or {@code _}, or end in {@code ~} or {@code .tmp},
 * are passed over: write a file under such a name and rename it, and it is read whole. Immutable.
 */
public final class FileSource implements ReplayableSource<String> {
    private final String directory;
    private final String pattern;
    private final boolean newFilesOnly;
    private final int lineBytesMax;
    private final Duration unfinishedLineTimeout;
    private final Set<String> givenUp;

    private FileSource(
            String directory,
            String pattern,
            boolean newFilesOnly,
            int lineBytesMax,
            Duration unfinishedLineTimeout,
            Set<String> givenUp) {
        this.directory = directory;
        this.pattern = pattern;
        this.newFilesOnly = newFilesOnly;
        this.lineBytesMax = lineBytesMax;
        this.unfinishedLineTimeout = unfinishedLineTimeout;
        this.givenUp = Set.copyOf(givenUp);
    }

    /** All files of a directory, those that are there at the first start too; lines of UTF-8. */
    public static FileSource text(Path directory) {
        return new FileSource(
                directory.toAbsolutePath().normalize().toString(),
                "*",
                false,
                1 << 20,
                Duration.ofSeconds(5),
                Set.of());
    }

    /** Only what comes after the first start: of files that are there already, what is appended. */
    public FileSource newFilesOnly() {
        return new FileSource(directory, pattern, true, lineBytesMax, unfinishedLineTimeout, givenUp);
    }

    /** Only files whose names match, such as {@code *.log}: a glob as {@link java.nio.file.FileSystem#getPathMatcher} knows it. */
    public FileSource matching(String glob) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("matching(\"" + glob + "\") is no glob: " + e.getMessage(), e);
        }
        return new FileSource(directory, glob, newFilesOnly, lineBytesMax, unfinishedLineTimeout, givenUp);
    }

    /** A longer line is an error: 1 MiB. */
    public FileSource lineBytesMax(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("lineBytesMax must be positive, not " + bytes);
        }
        return new FileSource(directory, pattern, newFilesOnly, bytes, unfinishedLineTimeout, givenUp);
    }

    /** After a file has not grown for so long, what follows its last newline is taken for a line: 5 s. */
    public FileSource unfinishedLineTimeout(Duration timeout) {
        return new FileSource(directory, pattern, newFilesOnly, lineBytesMax, timeout, givenUp);
    }

    /**
     * These files may be gone though they weren't read to their end; without this that is an error, as what is missing
     * would be skipped in silence. For a start after a loss: leave it out again afterwards.
     */
    public FileSource givingUp(String... fileNames) {
        return new FileSource(directory, pattern, newFilesOnly, lineBytesMax, unfinishedLineTimeout, Set.of(fileNames));
    }

    @Override
    public String defaultName() {
        return "files:" + directory;
    }

    @Override
    public SourceReader<String> open(SourceContext context) {
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            throw new MillraceException(
                    Kind.CONFIGURATION, "source '" + context.sourceName() + "': there is no directory " + directory);
        }
        return new FileReader(path, this, context);
    }

    boolean isGivenUp(String fileName) {
        return givenUp.contains(fileName);
    }

    String pattern() {
        return pattern;
    }

    boolean isForNewFilesOnly() {
        return newFilesOnly;
    }

    int longestLineBytes() {
        return lineBytesMax;
    }

    Duration patience() {
        return unfinishedLineTimeout;
    }
}
