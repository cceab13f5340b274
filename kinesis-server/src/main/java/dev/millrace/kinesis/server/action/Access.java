package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a caller may do what it asks for. The account that owns the resources may do all that no policy denies; others may do what the policy of the
 * resource allows, and nothing that is about no resource. A name means a stream of the caller's own account, and other accounts have none here.
 */
final class Access {
    /** An owner can't lock itself out. */
    private static final Set<String> NEVER_DENIED_TO_OWNER =
            Set.of("PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy");

    private Access() {}

    static void check(Caller caller, String operation, Record request, Backend backend) {
        boolean owner = caller.account().equals(backend.account().id());
        if (owner && NEVER_DENIED_TO_OWNER.contains(operation)) {
            return;
        }
        if (!owner && request instanceof StreamRequest by && by.streamARN() == null && by.streamName() != null) {
            throw new Account(caller.account(), backend.account().region()).streamNotFound(by.streamName());
        }
        String arn = request instanceof AboutResource about ? about.resource(backend) : null;
        String policy = arn == null ? null : policy(arn, backend);
        ResourcePolicy.Verdict verdict = policy == null || arn == null
                ? ResourcePolicy.Verdict.SILENT
                : ResourcePolicy.parse(policy).verdict(caller, "kinesis:" + operation, arn);
        boolean allowed = owner ? verdict != ResourcePolicy.Verdict.DENIED : verdict == ResourcePolicy.Verdict.ALLOWED;
        if (!allowed) {
            throw denied(caller, operation, arn, verdict);
        }
    }

    private static @Nullable String policy(String arn, Backend backend) {
        try {
            return Resource.of(arn, backend).labels(backend).policy();
        } catch (ServiceException notFound) {
            // The owner will be told by the operation; others needn't know what there is.
            return null;
        }
    }

    private static ServiceException denied(
            Caller caller, String operation, @Nullable String arn, ResourcePolicy.Verdict verdict) {
        return ServiceException.client(
                "AccessDeniedException",
                "User: " + caller.arn() + " is not authorized to perform: kinesis:" + operation + " on resource: "
                        + (arn == null ? "*" : arn)
                        + (verdict == ResourcePolicy.Verdict.DENIED
                                ? " with an explicit deny in a resource-based policy"
                                : " because no resource-based policy allows the kinesis:" + operation + " action"));
    }
}
