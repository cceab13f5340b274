package dev.millrace.kinesis.server.action;

/**
 * Who sent a request.
 *
 * @param account 12 digits
 * @param arn of the user, or of the account's root
 */
public record Caller(String account, String arn) {

    /** The account itself, which everybody is where nobody is asked for credentials. */
    public static Caller rootOf(String account) {
        return new Caller(account, rootArn(account));
    }

    private static String rootArn(String account) {
        return "arn:aws:iam::" + account + ":root";
    }

    /** Whether a policy's principal is this caller: everybody, the account, or the user. */
    boolean isMeantBy(String principal) {
        return principal.equals("*")
                || principal.equals(account)
                || principal.equals(rootArn(account))
                || principal.equals(arn);
    }
}
