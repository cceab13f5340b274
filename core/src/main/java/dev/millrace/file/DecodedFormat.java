package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.function.Function;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A function of the user makes records of a whole file. It must give the same ones each time. */
record DecodedFormat<T>(Function<InputStream, Iterator<T>> decoder) implements FileFormat<T> {
    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public boolean isWhole() {
        return true;
    }

    @Override
    public Cut<T> cut(LineFile file, Stretch stretch, long recordsMax) {
        return new Cut<>(splits(file, stretch.path(), stretch.from(), stretch.length()), stretch.length(), -1);
    }

    @Override
    public List<Split<T>> splits(LineFile file, String path, long from, long until) {
        return List.of(new Whole<>(path, decoder));
    }

    /** A file from its beginning to its end. */
    private record Whole<T>(String file, Function<InputStream, Iterator<T>> decoder) implements Split<T> {
        @Override
        public void read(Emitter<? super T> out) throws Exception {
            Path path = Path.of(file);
            try (InputStream in = new BufferedInputStream(open(path), BUFFER_BYTES)) {
                Iterator<T> records = decoded(path, () -> decoder.call(in));
                while (!out.isStopped() && decoded(path, records::hasNext)) {
                    out.accept(decoded(path, records::next));
                }
            }
        }

        private static InputStream open(Path path) {
            try {
                return Files.newInputStream(path);
            } catch (IOException e) {
                throw LineFile.failed(path, e);
            }
        }

        /** What the user's code throws is told from what the file system does, and from what those do who take the records. */
        private static <R> R decoded(Path path, Decoding<R> decoding) {
            try {
                return decoding.call();
            } catch (UncheckedIOException e) {
                throw LineFile.failed(path, new IOException(e.getMessage(), e));
            } catch (IOException e) {
                throw LineFile.failed(path, e);
            } catch (Exception e) {
                throw new MillraceException(Kind.USER_CODE, path + ": its decoder threw " + e, e);
            }
        }
    }

    /** A call into the user's code. */
    @FunctionalInterface
    private interface Decoding<R> {
        R call() throws Exception;
    }
}
