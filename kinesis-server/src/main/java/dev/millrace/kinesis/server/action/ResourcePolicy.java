package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Json;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with the resource that the policy is attached to. A statement with a condition, none of which are understood here, allows nothing and
 * denies all that it names.
 */
record ResourcePolicy(List<Statement> statements) {
    private static final int CHARACTERS_MAX = 20_480;

    /** What a policy says about a call. */
    enum Verdict {
        ALLOWED,
        DENIED,
        SILENT
    }

    /** One rule. Patterns may have {@code *} and {@code ?}. */
    record Statement(
            boolean allows,
            List<String> principals,
            List<String> actions,
            List<String> resources,
            boolean conditional) {
        boolean applies(Caller caller, String action, String resource) {
            return principals.stream().anyMatch(caller::isMeantBy)
                    && actions.stream().anyMatch(pattern -> matches(pattern, action, Pattern.CASE_INSENSITIVE))
                    && resources.stream().anyMatch(pattern -> matches(pattern, resource, 0));
        }
    }

    /** Reads a policy; an error for what isn't one. */
    static ResourcePolicy parse(String json) {
        if (json.length() > CHARACTERS_MAX) {
            throw malformed("it has more than " + CHARACTERS_MAX + " characters");
        }
        if (!(Json.parse(json) instanceof Map<?, ?> policy)) {
            throw malformed("it is no JSON object");
        }
        List<Statement> statements = new ArrayList<>();
        for (Object each : asList(policy.get("Statement"))) {
            if (!(each instanceof Map<?, ?> statement)) {
                throw malformed("a statement is no object");
            }
            statements.add(statement(statement));
        }
        if (statements.isEmpty()) {
            throw malformed("it has no statements");
        }
        return new ResourcePolicy(statements);
    }

    private static Statement statement(Map<?, ?> statement) {
        Object effect = statement.get("Effect");
        if (!"Allow".equals(effect) && !"Deny".equals(effect)) {
            throw malformed("the Effect of a statement must be Allow or Deny");
        }
        return new Statement(
                "Allow".equals(effect),
                principals(statement.get("Principal")),
                texts(statement, "Action"),
                texts(statement, "Resource"),
                statement.containsKey("Condition"));
    }

    private static List<String> principals(@Nullable Object principal) {
        Object named = principal instanceof Map<?, ?> map ? map.get("AWS") : principal;
        List<String> result = asList(named).stream().map(ResourcePolicy::text).toList();
        if (result.isEmpty()) {
            throw malformed("a statement has no Principal of the kind AWS");
        }
        return result;
    }

    private static List<String> texts(Map<?, ?> statement, String member) {
        List<String> result =
                asList(statement.get(member)).stream().map(ResourcePolicy::text).toList();
        if (result.isEmpty()) {
            throw malformed("a statement has no " + member);
        }
        return result;
    }

    private static String text(Object value) {
        if (!(value instanceof String text)) {
            throw malformed("a text is expected instead of " + value);
        }
        return text;
    }

    private static List<?> asList(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static ServiceException malformed(String why) {
        return ServiceException.invalidArgument("The policy is malformed: " + why + ".");
    }

    Verdict verdict(Caller caller, String action, String resource) {
        boolean allowed = false;
        for (Statement statement : statements) {
            if (statement.applies(caller, action, resource)) {
                if (!statement.allows) {
                    return Verdict.DENIED;
                }
                allowed |= !statement.conditional;
            }
        }
        return allowed ? Verdict.ALLOWED : Verdict.SILENT;
    }

    private static boolean matches(String pattern, String text, int flags) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL)
                .matcher(text)
                .matches();
    }
}
