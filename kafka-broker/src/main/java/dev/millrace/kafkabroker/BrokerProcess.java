package dev.millrace.kafkabroker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The child's own beginning: formats its directory if that is new, and runs a broker until its standard input ends. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** Takes the file of properties, the directory of the data, the cluster's id, and more to format the data with. */
    public static void main(String[] args) {
        endWithParent();
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            List<String> format = new ArrayList<>(List.of("format", "-t", args[2], "-c", args[0]));
            format.addAll(List.of(args).subList(3, args.length));
            int status = StorageTool.execute(format.toArray(new String[0]), System.out);
            if (status != 0) {
                Runtime.getRuntime().halt(status);
            }
        }
        Kafka.main(new String[] {args[0]});
    }

    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // The parent is gone, which is what is waited for.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent watch");
        watch.setDaemon(true);
        watch.start();
    }
}
