package dev.millrace.spark;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.util.functional.RemoteIterators;
import org.jspecify.annotations.Nullable;

/**
 * An object store as Hadoop's S3A shows it, over a local directory, {@code s3a://bucket/directory} being {@code /directory}:
 * an object appears when its stream is closed, and an option of {@code createFile} makes that fail where one is. Its
 * configuration can make it one that has no such option, or one whose store doesn't keep it.
 */
final class FakeObjectStore extends RawLocalFileSystem {
    static final String HAS_OPTION = "fake.has.option";
    static final String KEEPS_CONDITION = "fake.keeps.condition";

    private @Nullable URI location;

    static Configuration configuration() {
        Configuration configuration = new Configuration(false);
        configuration.setClass("fs.s3a.impl", FakeObjectStore.class, FakeObjectStore.class);
        configuration.setBoolean("fs.s3a.impl.disable.cache", true);
        return configuration;
    }

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        location = URI.create(name.getScheme() + "://" + name.getAuthority());
        super.initialize(name, configuration);
        setConf(configuration);
    }

    @Override
    public String getScheme() {
        return "s3a";
    }

    @Override
    public URI getUri() {
        return location == null ? URI.create("s3a:///") : location; // its super class asks before it is told
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(HadoopCreation.CONDITIONAL_OVERWRITE)
                ? getConf().getBoolean(HAS_OPTION, true)
                : super.hasPathCapability(path, capability);
    }

    /** By names alone: what the local file system says besides, it says of {@code file:} paths only. */
    @Override
    public RemoteIterator<LocatedFileStatus> listFiles(Path path, boolean recursive) throws IOException {
        java.nio.file.Path directory = pathToFile(path).toPath();
        List<LocatedFileStatus> found = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.walk(directory)) {
            for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = new Path(path, directory.relativize(file).toString());
                long modified = Files.getLastModifiedTime(file).toMillis();
                found.add(new LocatedFileStatus(new FileStatus(Files.size(file), false, 1, 1, modified, name), null));
            }
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(e.getMessage());
        }
        return RemoteIterators.remoteIteratorFromIterable(found);
    }

    @Override
    public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
        return new Builder(this, path);
    }

    private static final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
        private final FakeObjectStore store;

        private Builder(FakeObjectStore store, Path path) {
            super(store, path);
            this.store = store;
        }

        @Override
        public Builder getThisBuilder() {
            return this;
        }

        @Override
        public FSDataOutputStream build() throws IOException {
            Set<String> demanded = getMandatoryKeys();
            if (!demanded.equals(Set.of(HadoopCreation.CONDITIONAL_OVERWRITE))) {
                throw new IllegalArgumentException("unknown options: " + demanded);
            }
            return new FSDataOutputStream(new Upload(store, getPath()), null);
        }
    }

    /** What is written is an object once it is closed. */
    private static final class Upload extends ByteArrayOutputStream implements Abortable {
        private final FakeObjectStore store;
        private final Path path;

        private Upload(FakeObjectStore store, Path path) {
            this.store = store;
            this.path = path;
        }

        @Override
        public AbortableResult abort() {
            throw new UnsupportedOperationException("nothing fails before it is closed");
        }

        @Override
        public void close() throws IOException {
            store.put(path, toByteArray());
        }
    }

    /** One request, which the store carries out as a whole. */
    private void put(Path path, byte[] content) throws IOException {
        synchronized (FakeObjectStore.class) {
            if (getConf().getBoolean(KEEPS_CONDITION, true) && exists(path)) {
                throw new PathIOException(path.toString(), "412: the condition does not hold");
            }
            try (OutputStream out = create(path, true)) {
                out.write(content);
            }
        }
    }
}
