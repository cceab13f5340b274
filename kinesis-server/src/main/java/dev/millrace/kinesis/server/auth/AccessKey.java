package dev.millrace.kinesis.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * What somebody signs requests with.
 *
 * @param sessionToken what must be sent along, or null
 * @param account whose requests these are, 12 digits; null for the server's own account
 * @param user the user's name in policies; null for the account's root
 */
public record AccessKey(
        String id,
        String secret,
        @Nullable String sessionToken,
        @Nullable String account,
        @Nullable String user) {
    public AccessKey {
        if (id.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("An access key needs an id and a secret");
        }
        if (account != null && !account.matches("\\d{12}")) {
            throw new IllegalArgumentException("The account of access key " + id + " must be 12 digits");
        }
    }

    /** Doesn't show the secret. */
    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
