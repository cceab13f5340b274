package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * How a file comes to be on a Hadoop file system whole, durable, and once: of many who create it at the same time one
 * succeeds. A file system for which nobody has said how is refused. Any thread.
 */
sealed interface HadoopCreation {
    /** An option of {@code createFile} of Hadoop 3.4.2: the store itself refuses to replace an object. */
    String CONDITIONAL_OVERWRITE = "fs.option.create.conditional.overwrite";

    /**
     * Creates it.
     *
     * @throws FileAlreadyExistsException if it is there
     */
    void create(Path file, ByteBuffer[] content) throws IOException;

    /**
     * Tries it out in a directory, where what lies behind the file system may not keep what it promises.
     *
     * @throws MillraceException CONFIGURATION if a file was replaced
     */
    void tryOut(Path directory) throws IOException;

    /**
     * How it is done here.
     *
     * @throws MillraceException CONFIGURATION if it can't be done for sure
     */
    static HadoopCreation of(FileSystem files, Path directory) throws IOException {
        String scheme = directory.toUri().getScheme();
        if (scheme.equals("hdfs")) {
            return new ByRename(FileContext.getFileContext(directory.toUri(), files.getConf()));
        }
        if (!scheme.equals("s3a")) {
            throw refused(
                    directory,
                    "on " + scheme + "://… nobody has proved that creating a file can't replace one;"
                            + " hdfs://… and s3a://… are known, and directories that all share");
        }
        if (!files.hasPathCapability(directory, CONDITIONAL_OVERWRITE)) {
            throw refused(
                    directory,
                    "this S3A can't create an object only where none is. That takes hadoop-aws 3.4.2 or newer, with"
                            + " fs.s3a.create.conditional.enabled not switched off");
        }
        return new ByCondition(files);
    }

    private static MillraceException refused(Path directory, String why) {
        return new MillraceException(Kind.CONFIGURATION, "checkpoint directory " + directory + ": " + why);
    }

    private static void write(FSDataOutputStream out, ByteBuffer[] content) throws IOException {
        for (ByteBuffer buffer : content) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            out.write(bytes);
        }
    }

    /**
     * HDFS: written under a name of its own, synced on the data nodes, then renamed, which the name node refuses if the real
     * name is taken and has logged durably when it answers.
     */
    record ByRename(FileContext files) implements HadoopCreation {
        @Override
        public void create(Path file, ByteBuffer[] content) throws IOException {
            Path temporary = new Path(file.getParent(), ObjectFiles.TEMPORARY + UUID.randomUUID());
            EnumSet<CreateFlag> flags = EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK);
            try {
                try (FSDataOutputStream out = files.create(temporary, flags, Options.CreateOpts.createParent())) {
                    write(out, content);
                    out.hsync();
                }
                files.rename(temporary, file, Options.Rename.NONE);
            } catch (IOException e) {
                deleteAfter(e, temporary);
                throw e;
            }
        }

        @Override
        public void tryOut(Path directory) {
            // The name node is HDFS itself.
        }

        private void deleteAfter(IOException failure, Path temporary) {
            try {
                files.delete(temporary, false);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** S3: one request that the store refuses if the name is taken; an object is durable when the store answers. */
    record ByCondition(FileSystem files) implements HadoopCreation {
        @Override
        public void create(Path file, ByteBuffer[] content) throws IOException {
            try {
                FSDataOutputStream out = open(file);
                try {
                    write(out, content);
                } catch (IOException | RuntimeException e) {
                    out.abort(); // closing it would make an object of what has been written so far
                    throw e;
                }
                out.close();
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException e) {
                throw files.exists(file) ? alreadyThere(file, e) : e;
            }
        }

        /** Two writers that both began before an object was there: the store itself must refuse the second. */
        @Override
        public void tryOut(Path directory) throws IOException {
            Path file = new Path(directory, ObjectFiles.TEMPORARY + UUID.randomUUID());
            FSDataOutputStream first = open(file);
            FSDataOutputStream second = open(file);
            first.write(1);
            second.write(2);
            first.close();
            boolean replaced = closes(second);
            files.delete(file, false);
            if (replaced) {
                throw refused(
                        directory,
                        "the store let one writer replace what another had created, though it was told"
                                + " not to: it has no conditional writes");
            }
        }

        private static boolean closes(FSDataOutputStream out) {
            try {
                out.close();
                return true;
            } catch (IOException e) {
                return false; // refused, as it should be; a store that can't be reached fails the next call
            }
        }

        @SuppressWarnings("unchecked") // Hadoop gives the builder without its types
        private FSDataOutputStream open(Path file) throws IOException {
            FSDataOutputStreamBuilder<FSDataOutputStream, ?> builder = files.createFile(file);
            builder.overwrite(false);
            builder.must(CONDITIONAL_OVERWRITE, true);
            return builder.build();
        }

        /** What S3A throws where the store refuses differs; an answer that got lost also ends here, and stops its writer. */
        private static IOException alreadyThere(Path file, IOException cause) {
            FileAlreadyExistsException refused = new FileAlreadyExistsException(file.toString());
            refused.initCause(cause);
            return refused;
        }
    }
}
