package dev.millrace.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FilterFs;
import org.apache.hadoop.fs.Path;

/** A process that writes an object to HDFS and stands still before it gives the object its name. */
final class KilledWriter {
    static final String BEFORE_RENAME = "written and not renamed";

    private KilledWriter() {}

    public static void main(String[] arguments) {
        Configuration configuration = new Configuration();
        configuration.set("fs.AbstractFileSystem.hdfs.impl", NeverRenaming.class.getName());
        HadoopDirectory.at(URI.create(arguments[0]), configuration)
                .create(SharedCheckpointStorageContract.object("batches/1", "never seen"));
    }

    /** HDFS, up to a rename; Hadoop finds it by its name. */
    static final class NeverRenaming extends FilterFs {
        NeverRenaming(URI location, Configuration configuration) throws IOException, URISyntaxException {
            super(AbstractFileSystem.createFileSystem(location, new Configuration()));
        }

        @Override
        public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
            System.out.println(BEFORE_RENAME);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
