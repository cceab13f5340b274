package dev.millrace;

import dev.millrace.engine.PartitionAction;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes each partition as a text file of a new directory: under a hidden name first, so that a reader of
 * {@code part-*} sees whole files only, and {@code _SUCCESS} last, as Hadoop's writers do.
 */
final class TextFiles<T> implements PartitionAction<T, String> {
    private final String directory;
    private final int attempt;

    TextFiles(Path directory) {
        this(directory.toString(), 0);
    }

    private TextFiles(String directory, int attempt) {
        this.directory = directory;
        this.attempt = attempt;
    }

    @Override
    public PartitionAction<T, String> inAttempt(int number) {
        return new TextFiles<>(directory, number);
    }

    void begin() {
        try {
            Path path = Path.of(directory);
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    "saveAsTextFile: " + directory
                            + " exists already. Give each batch a name of its own. If the batch that runs wrote it before the"
                            + " program was killed, delete it; saveAsTextFiles of a stream does that by itself",
                    e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void complete() {
        try {
            Files.createFile(Path.of(directory, "_SUCCESS"));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public PartitionConsumer<T, String> begin(int partition) throws IOException {
        return new Lines<>(Path.of(directory), String.format("part-%05d", partition), attempt);
    }

    private MillraceException failed(IOException e) {
        return new MillraceException(
                MillraceException.Kind.EXTERNAL_SYSTEM, "saveAsTextFile: writing to " + directory + " failed: " + e, e);
    }

    private static final class Lines<T> implements PartitionConsumer<T, String> {
        private final Path hidden;
        private final Path visible;
        private final BufferedWriter writer;

        private Lines(Path directory, String name, int attempt) throws IOException {
            this.hidden = directory.resolve("." + name + "." + attempt + ".tmp");
            this.visible = directory.resolve(name);
            this.writer = Files.newBufferedWriter(hidden);
        }

        @Override
        public void accept(T record) {
            try {
                writer.write(String.valueOf(record));
                writer.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String finish() throws IOException {
            writer.close();
            // Another attempt's file holds the same.
            Files.move(hidden, visible, StandardCopyOption.REPLACE_EXISTING);
            return visible.toString();
        }

        @Override
        public void discard() throws IOException {
            writer.close();
            Files.deleteIfExists(hidden);
        }
    }
}
