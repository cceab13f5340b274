package dev.millrace.kinesis.clients;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Starts DynamoDB Local in this process, in memory. */
final class LocalDynamo {
    private static final String LIBRARY_DIRECTORY = "sqlite4java.library.path";

    private LocalDynamo() {}

    /** Its native library is on the class path, under a name with a version; it wants a directory that it is in. */
    static AmazonDynamoDBLocal start(Path directory) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (String.valueOf(path.getFileName()).matches("libsqlite4java-.*\\.(so|dylib)|sqlite4java-.*\\.dll")) {
                Files.copy(path, directory.resolve(path.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        System.setProperty(LIBRARY_DIRECTORY, directory.toString());
        return DynamoDBEmbedded.create(null, true);
    }
}
