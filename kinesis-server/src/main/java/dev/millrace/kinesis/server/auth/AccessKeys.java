package dev.millrace.kinesis.server.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The access keys that are let in. */
public final class AccessKeys {
    private final Map<String, AccessKey> byId = new HashMap<>();

    public AccessKeys(List<AccessKey> keys) {
        keys.forEach(key -> byId.put(key.id(), key));
    }

    /**
     * Reads a file as {@code ~/.aws/credentials} is: sections of {@code aws_access_key_id}, {@code aws_secret_access_key} and perhaps
     * {@code aws_session_token}; besides, {@code account} and {@code user} say for whom policies take the key's owner. IllegalArgumentException, with the
     * file and the section, for what can't be used.
     */
    public static List<AccessKey> load(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("The credentials file " + file + " cannot be read: " + e, e);
        }
        List<AccessKey> keys = new ArrayList<>();
        Map<String, String> section = new HashMap<>();
        String name = "default";
        for (String raw : lines) {
            String line = raw.strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                add(section, name, file, keys);
                section = new HashMap<>();
                name = line.substring(1, line.length() - 1);
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
                int equals = line.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException(
                            "The credentials file " + file + ", section " + name + ", has a line without =");
                }
                section.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        add(section, name, file, keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("The credentials file " + file + " has no access key");
        }
        return keys;
    }

    private static void add(Map<String, String> section, String name, Path file, List<AccessKey> keys) {
        if (section.isEmpty()) {
            return;
        }
        try {
            keys.add(new AccessKey(
                    section.getOrDefault("aws_access_key_id", ""),
                    section.getOrDefault("aws_secret_access_key", ""),
                    section.get("aws_session_token"),
                    section.get("account"),
                    section.get("user")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The credentials file " + file + ", section " + name + ": " + e.getMessage(), e);
        }
    }

    @Nullable
    AccessKey find(String id) {
        return byId.get(id);
    }
}
