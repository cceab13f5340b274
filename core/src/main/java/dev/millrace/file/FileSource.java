package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.function.Function;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * The records of the files in a directory. Each file is a log, which may grow at its end, unless whole files were asked for, and is otherwise left alone; a file
 * that was cut or replaced, or is gone before all of it was read, is an error. Names that begin with {@code .} or {@code _}, or end in {@code ~} or {@code .tmp},
 * are passed over: write a file under such a name and rename it, and it is read whole. Immutable.
 */
public final class FileSource<T> implements ReplayableSource<T> {
    private final FileSettings settings;
    private final FileFormat<T> format;

    private FileSource(FileSettings settings, FileFormat<T> format) {
        this.settings = settings;
        this.format = format;
    }

    /** All files of a directory, those that are there at the first start too; lines of UTF-8. */
    public static FileSource<String> text(Path directory) {
        FileSettings settings = FileSettings.of(absolute(directory));
        return new FileSource<>(settings, new LineFormat(settings.lineBytesMax()));
    }

    /** The same for records of so many bytes each. */
    public static FileSource<byte[]> binaryRecords(Path directory, int recordLength) {
        if (recordLength < 1) {
            throw new IllegalArgumentException("recordLength must be positive, not " + recordLength);
        }
        return new FileSource<>(FileSettings.of(absolute(directory)), new FixedLengthFormat(recordLength));
    }

    /**
     * The same for what a function makes of the bytes of a file. A file is read when it has stayed as it is for a second
     * ({@link #wholeFiles}), by one task; the function must give the same records each time.
     */
    public static <T> FileSource<T> of(Path directory, Function<InputStream, Iterator<T>> decoder) {
        FileSettings settings = FileSettings.of(absolute(directory)).withWholeAfter(Duration.ofSeconds(1));
        return new FileSource<>(settings, new DecodedFormat<>(Objects.requireNonNull(decoder, "decoder")));
    }

    private static String absolute(Path directory) {
        return directory.toAbsolutePath().normalize().toString();
    }

    private FileSource<T> with(FileSettings changed) {
        return new FileSource<>(changed, format);
    }

    /** Only what comes after the first start: of files that are there already, what is appended. */
    public FileSource<T> newFilesOnly() {
        return with(settings.withNewFilesOnly());
    }

    /** Files that were last modified before are left out, as if they weren't there. */
    public FileSource<T> modifiedFrom(Instant time) {
        return with(settings.withModifiedFrom(time));
    }

    /** Only files whose names match, such as {@code *.log}: a glob as {@link java.nio.file.FileSystem#getPathMatcher} knows it. */
    public FileSource<T> matching(String glob) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("matching(\"" + glob + "\") is no glob: " + e.getMessage(), e);
        }
        return with(settings.withPattern(glob));
    }

    /** Only files for which the function gives true; it must always give the same for the same path. */
    public FileSource<T> filter(Function<Path, Boolean> accepts) {
        return with(settings.withFilter(Objects.requireNonNull(accepts, "filter")));
    }

    /**
     * Files are complete once they have stayed as they are for so long, and are read then; one that grows later is an error.
     * Zero for files that are only ever moved into the directory. Without this files of lines and of binary records may grow
     * and are followed.
     */
    public FileSource<T> wholeFiles(Duration unchangedFor) {
        if (unchangedFor.isNegative()) {
            throw new IllegalArgumentException("wholeFiles(" + unchangedFor + "): not negative");
        }
        return with(settings.withWholeAfter(unchangedFor));
    }

    /** A longer line is an error: 1 MiB. For text. */
    public FileSource<T> lineBytesMax(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("lineBytesMax must be positive, not " + bytes);
        }
        return new FileSource<>(settings.withLineBytesMax(bytes), format.withLineBytesMax(bytes));
    }

    /** After a file has not grown for so long, what follows its last newline is taken for a line: 5 s. For text. */
    public FileSource<T> unfinishedLineTimeout(Duration timeout) {
        return with(settings.withUnfinishedLineTimeout(timeout));
    }

    /**
     * These files may be gone though they weren't read to their end; without this that is an error, as what is missing
     * would be skipped in silence. For a start after a loss: leave it out again afterwards.
     */
    public FileSource<T> givingUp(String... fileNames) {
        return with(settings.withGivenUp(Set.of(fileNames)));
    }

    @Override
    public String defaultName() {
        return "files:" + settings.directory();
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        Path path = Path.of(settings.directory());
        if (!Files.isDirectory(path)) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "source '" + context.sourceName() + "': there is no directory " + settings.directory());
        }
        return new FileReader<>(path, settings, format, context);
    }
}
