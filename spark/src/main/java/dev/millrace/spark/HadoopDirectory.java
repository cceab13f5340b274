package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.StoredObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A checkpoint on a Hadoop file system, laid out as in a {@link SharedDirectory}. How an object is created once, whoever
 * tries, is a matter of the file system: see {@link HadoopCreation}. Any thread of any process.
 */
final class HadoopDirectory implements SharedCheckpointStorage {
    private final FileSystem files;
    private final Path directory;
    private final HadoopCreation creation;

    private HadoopDirectory(FileSystem files, Path directory, HadoopCreation creation) {
        this.files = files;
        this.directory = directory;
        this.creation = creation;
    }

    /** What spark-submit, {@code spark.hadoop.*} and the class path say of Hadoop. */
    static Configuration configuration() {
        SparkEnv environment = SparkEnv.get();
        return SparkHadoopUtil.get().newConfiguration(environment == null ? new SparkConf() : environment.conf());
    }

    /** The checkpoint in a directory, which is made if it isn't there. */
    static HadoopDirectory create(URI location, Configuration configuration) {
        HadoopDirectory opened = at(location, configuration);
        try {
            opened.files.mkdirs(opened.directory);
            opened.creation.tryOut(opened.directory);
            return opened;
        } catch (AccessControlException | FileAlreadyExistsException e) {
            throw new MillraceException(
                    Kind.CONFIGURATION, "checkpoint directory " + location + " can't be made or used: " + e, e);
        } catch (IOException e) {
            throw ObjectFiles.failed("making", location.toString(), e);
        }
    }

    /** The checkpoint that the driver has opened there, in an executor. */
    static HadoopDirectory at(URI location, Configuration configuration) {
        try {
            Path path = new Path(location);
            FileSystem files = path.getFileSystem(configuration);
            Path directory = files.makeQualified(path);
            return new HadoopDirectory(files, directory, HadoopCreation.of(files, directory));
        } catch (MillraceException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the latter where a class or a host is unknown
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "checkpoint directory " + location + ": Hadoop finds no such file system (" + e
                            + "); its settings come from HADOOP_CONF_DIR and spark.hadoop.*, its classes from the class path",
                    e);
        }
    }

    @Override
    public URI location() {
        return directory.toUri();
    }

    private Path file(String name) {
        String path = ObjectFiles.path(name);
        return path.isEmpty() ? directory : new Path(directory, path);
    }

    @Override
    public void create(List<StoredObject> objects) {
        for (StoredObject object : objects) {
            Path file = file(object.name());
            try {
                creation.create(file, ObjectFiles.encode(object.content()));
            } catch (FileAlreadyExistsException e) {
                throw ObjectFiles.isThereAlready(object.name(), e);
            } catch (IOException e) {
                throw ObjectFiles.failed("writing", object.name(), e);
            }
        }
    }

    @Override
    public ByteBuffer read(String name) {
        try (FSDataInputStream in = files.open(file(name))) {
            return ObjectFiles.decode(in.readAllBytes(), directory + ", object '" + name + "'");
        } catch (FileNotFoundException e) {
            throw ObjectFiles.isNotThere(directory, name, e);
        } catch (IOException e) {
            throw ObjectFiles.failed("reading", name, e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        List<String> names = new ArrayList<>();
        try {
            RemoteIterator<LocatedFileStatus> found =
                    files.listFiles(file(prefix.substring(0, prefix.lastIndexOf('/') + 1)), true);
            while (found.hasNext()) {
                Path file = found.next().getPath();
                String name = ObjectFiles.name(relative(file));
                if (!file.getName().startsWith(ObjectFiles.TEMPORARY) && name.startsWith(prefix)) {
                    names.add(name);
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw ObjectFiles.failed("listing", prefix, e);
        }
        Collections.sort(names);
        return List.copyOf(names);
    }

    @Override
    public void deleteUnfinishedBefore(String object) {
        try {
            long limit = files.getFileStatus(file(object)).getModificationTime() - ObjectFiles.LEFT_BEHIND.toMillis();
            RemoteIterator<LocatedFileStatus> found = files.listFiles(directory, true);
            while (found.hasNext()) {
                LocatedFileStatus file = found.next();
                if (file.getPath().getName().startsWith(ObjectFiles.TEMPORARY) && file.getModificationTime() < limit) {
                    files.delete(file.getPath(), false);
                }
            }
        } catch (IOException e) {
            throw ObjectFiles.failed("clearing up before", object, e);
        }
    }

    private String relative(Path file) {
        String base = directory.toUri().getPath();
        String path = file.toUri().getPath();
        return path.substring(base.endsWith("/") ? base.length() : base.length() + 1);
    }

    @Override
    public void delete(Collection<String> names) {
        for (String name : names) {
            try {
                files.delete(file(name), false);
            } catch (IOException e) {
                throw ObjectFiles.failed("deleting", name, e);
            }
        }
    }

    @Override
    public void close() {
        // The file system is this process's, shared with Spark.
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
