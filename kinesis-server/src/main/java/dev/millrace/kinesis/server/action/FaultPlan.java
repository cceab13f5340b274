package dev.millrace.kinesis.server.action;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which faults are to happen, and how often: rates are from 0 to 1.
 *
 * @param throttle calls that fail with the operation's error for too much
 * @param error calls that fail with InternalFailure
 * @param partial records of PutRecords that fail
 * @param disconnect calls whose connection is cut before they are looked at
 * @param lost calls that are carried out, and whose connection is cut then
 * @param latencyMinMillis how much later replies come, at least; with the next, a range
 * @param seed of the chance; the same calls in the same order meet the same faults
 * @param operations what is concerned; empty for all
 * @param failure calls that fail with an error that is named, or null
 */
public record FaultPlan(
        double throttle,
        double error,
        double partial,
        double disconnect,
        double lost,
        long latencyMinMillis,
        long latencyMaxMillis,
        long seed,
        Set<String> operations,
        @Nullable Failure failure) {
    /** No faults. */
    public static final FaultPlan NONE = new FaultPlan(0, 0, 0, 0, 0, 0, 0, 0, Set.of(), null);

    private static final String FORM = "throttle=RATE,error=RATE,partial=RATE,disconnect=RATE,lost=RATE,latency=MS or"
            + " MS-MS,fail=ERROR:RATE,seed=N,operations=NAME+NAME";

    /** The errors that the API has, whatever the operation. */
    private static final Set<String> ERRORS = Set.of(
            "AccessDeniedException",
            "DryRunOperationException",
            "ExpiredIteratorException",
            "ExpiredNextTokenException",
            "InternalFailure",
            "InvalidArgumentException",
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "KMSThrottlingException",
            "LimitExceededException",
            "ProvisionedThroughputExceededException",
            "ResourceInUseException",
            "ResourceNotFoundException",
            "ValidationException");

    /** Calls that fail with an error of this type, which is one of the API's. */
    public record Failure(String type, double rate) {}

    /** Reads {@code throttle=0.1,latency=5-50,operations=PutRecords+GetRecords}; empty means none. IllegalArgumentException if it is something else. */
    public static FaultPlan parse(String text) {
        FaultPlan plan = NONE;
        for (String part : text.strip().split(",")) {
            if (!part.isBlank()) {
                plan = plan.with(part.strip());
            }
        }
        return plan;
    }

    private FaultPlan with(String part) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = part.substring(equals + 1);
        try {
            return switch (name) {
                case "throttle" -> rates(rate(value), error, partial, disconnect, lost);
                case "error" -> rates(throttle, rate(value), partial, disconnect, lost);
                case "partial" -> rates(throttle, error, rate(value), disconnect, lost);
                case "disconnect" -> rates(throttle, error, partial, rate(value), lost);
                case "lost" -> rates(throttle, error, partial, disconnect, rate(value));
                case "latency" -> latency(value);
                case "fail" -> failing(value);
                case "seed" -> rest(latencyMinMillis, latencyMaxMillis, Long.parseLong(value), operations);
                case "operations" -> rest(latencyMinMillis, latencyMaxMillis, seed, named(value));
                default -> throw new IllegalArgumentException("there is no fault " + name);
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Faults are given as " + FORM + ", not " + part + ": " + e.getMessage(), e);
        }
    }

    private FaultPlan latency(String value) {
        int dash = value.indexOf('-');
        long min = Long.parseLong(dash < 0 ? value : value.substring(0, dash));
        long max = dash < 0 ? min : Long.parseLong(value.substring(dash + 1));
        if (min < 0 || max < min || max > 600_000) {
            throw new IllegalArgumentException("a latency is from 0 to 600000 ms");
        }
        return rest(min, max, seed, operations);
    }

    private FaultPlan failing(String value) {
        int colon = value.indexOf(':');
        String type = colon < 0 ? value : value.substring(0, colon);
        if (!ERRORS.contains(type)) {
            throw new IllegalArgumentException("there is no error " + type);
        }
        return new FaultPlan(
                throttle,
                error,
                partial,
                disconnect,
                lost,
                latencyMinMillis,
                latencyMaxMillis,
                seed,
                operations,
                new Failure(type, rate(value.substring(colon + 1))));
    }

    private FaultPlan rates(
            double newThrottle, double newError, double newPartial, double newDisconnect, double newLost) {
        return new FaultPlan(
                newThrottle,
                newError,
                newPartial,
                newDisconnect,
                newLost,
                latencyMinMillis,
                latencyMaxMillis,
                seed,
                operations,
                failure);
    }

    private FaultPlan rest(long minMillis, long maxMillis, long newSeed, Set<String> newOperations) {
        return new FaultPlan(
                throttle, error, partial, disconnect, lost, minMillis, maxMillis, newSeed, newOperations, failure);
    }

    private static double rate(String value) {
        double rate = Double.parseDouble(value);
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("a rate is from 0 to 1");
        }
        return rate;
    }

    private static Set<String> named(String value) {
        Set<String> names = Arrays.stream(value.split("\\+")).collect(Collectors.toUnmodifiableSet());
        for (String name : names) {
            if (Operations.find(name) == null) {
                throw new IllegalArgumentException("there is no operation " + name);
            }
        }
        return names;
    }

    boolean concerns(String operation) {
        return operations.isEmpty() || operations.contains(operation);
    }

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return "throttle=" + throttle + ",error=" + error + ",partial=" + partial + ",disconnect=" + disconnect
                + ",lost=" + lost + ",latency=" + latencyMinMillis + "-" + latencyMaxMillis + ",seed=" + seed
                + (failure == null ? "" : ",fail=" + failure.type + ":" + failure.rate)
                + (operations.isEmpty()
                        ? ""
                        : ",operations=" + operations.stream().sorted().collect(Collectors.joining("+")));
    }
}
