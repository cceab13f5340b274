package dev.millrace.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS on loopback: a name node and a data node in this process, with their files in a directory. */
final class MiniHdfs implements AutoCloseable {
    private final MiniDFSCluster cluster;

    MiniHdfs(Path directory) throws IOException {
        Configuration configuration = new HdfsConfiguration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
        // The data node is back soon after the name node is.
        configuration.setLong("dfs.heartbeat.interval", 1);
        configuration.setInt("ipc.client.connect.retry.interval", 50);
        configuration.setInt("ipc.client.connect.max.retries", 200);
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
    }

    URI directory(String name) {
        return cluster.getURI().resolve("/" + name);
    }

    FileSystem files() throws IOException {
        return cluster.getFileSystem();
    }

    /** Stops the name node and starts it again from what it has logged. */
    void restartNameNode() throws IOException {
        cluster.restartNameNode(true);
    }

    @Override
    public void close() {
        cluster.shutdown(true);
    }
}
