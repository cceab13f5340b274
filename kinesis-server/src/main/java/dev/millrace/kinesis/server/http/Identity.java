package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Caller;
import dev.millrace.kinesis.server.auth.AccessKey;
import dev.millrace.kinesis.server.auth.SignatureCheck;
import org.jspecify.annotations.Nullable;

/** Who sends a request: whom its signature names, or the account itself where nobody is asked. */
public final class Identity {
    private final @Nullable SignatureCheck check;
    private final String account;

    /** Without a check everybody is the account. */
    public Identity(@Nullable SignatureCheck check, String account) {
        this.check = check;
        this.account = account;
    }

    boolean asks() {
        return check != null;
    }

    /** Throws AWS's error for a request that isn't signed well. */
    Caller of(Request request) {
        if (check == null) {
            return Caller.rootOf(account);
        }
        AccessKey key = check.check(request.signed());
        String owner = key.account() == null ? account : key.account();
        String user = key.user();
        return user == null ? Caller.rootOf(owner) : new Caller(owner, "arn:aws:iam::" + owner + ":user/" + user);
    }
}
