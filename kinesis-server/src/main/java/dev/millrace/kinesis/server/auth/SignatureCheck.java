package dev.millrace.kinesis.server.auth;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out whose a request is: it must be signed with a key that is let in, recently, and not be changed since. Any thread may call it. */
public final class SignatureCheck {
    private static final long SKEW_MINUTES = 5;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String SERVICE = "kinesis";

    private final AccessKeys keys;
    private final String region;
    private final InstantSource clock;

    /** The parts of an Authorization header. */
    private record Claim(String keyId, String date, String region, String service, List<String> headers, String hex) {
        String scope() {
            return date + "/" + region + "/" + service + "/aws4_request";
        }
    }

    public SignatureCheck(AccessKeys keys, String region, InstantSource clock) {
        this.keys = keys;
        this.region = region;
        this.clock = clock;
    }

    /** The key that the request is signed with. Throws AWS's error if it isn't, or not well. */
    public AccessKey check(SignedRequest request) {
        Claim claim = claim(request);
        AccessKey key = keys.find(claim.keyId);
        String token = request.header("x-amz-security-token");
        boolean tokenFits = key != null && (key.sessionToken() == null ? "" : key.sessionToken()).equals(token);
        if (key == null || !tokenFits) {
            throw ServiceException.client(
                    "UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        String time = checkTime(request.header("x-amz-date"));
        checkScope(claim, time);
        checkHeaders(request, claim);
        String expected = Signature.of(request, claim.headers, time, claim.scope(), key.secret());
        boolean equal = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), claim.hex.getBytes(StandardCharsets.US_ASCII));
        if (!equal) {
            throw invalid(
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.");
        }
        return key;
    }

    private static Claim claim(SignedRequest request) {
        String header = request.header("authorization");
        if (header.isEmpty()) {
            throw ServiceException.client("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        if (!header.startsWith(Signature.ALGORITHM)) {
            throw incomplete("Unsupported AWS 'algorithm' in the Authorization header.");
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : header.substring(Signature.ALGORITHM.length()).split(",")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        List<String> missing = new ArrayList<>();
        for (String name : new String[] {"Credential", "Signature", "SignedHeaders"}) {
            if (!parts.containsKey(name)) {
                missing.add("Authorization header requires '" + name + "' parameter.");
            }
        }
        if (request.header("x-amz-date").isEmpty()) {
            missing.add("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }
        if (!missing.isEmpty()) {
            throw incomplete(String.join(" ", missing));
        }
        String[] credential = parts.getOrDefault("Credential", "").split("/");
        if (credential.length != 5 || !credential[4].equals("aws4_request")) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term.");
        }
        return new Claim(
                credential[0],
                credential[1],
                credential[2],
                credential[3],
                Arrays.asList(parts.getOrDefault("SignedHeaders", "").split(";")),
                parts.getOrDefault("Signature", ""));
    }

    private String checkTime(String text) {
        Instant signed;
        try {
            signed = TIME.parse(text, Instant::from);
        } catch (DateTimeParseException e) {
            throw incomplete("Date must be in ISO-8601 'basic format'. Got '" + text
                    + "'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
        Instant now = clock.instant();
        Instant earliest = now.minusSeconds(SKEW_MINUTES * 60);
        Instant latest = now.plusSeconds(SKEW_MINUTES * 60);
        if (signed.isBefore(earliest)) {
            throw invalid("Signature expired: " + text + " is now earlier than " + TIME.format(earliest) + " ("
                    + TIME.format(now) + " - " + SKEW_MINUTES + " min.)");
        }
        if (signed.isAfter(latest)) {
            throw invalid("Signature not yet current: " + text + " is still later than " + TIME.format(latest) + " ("
                    + TIME.format(now) + " + " + SKEW_MINUTES + " min.)");
        }
        return text;
    }

    private void checkScope(Claim claim, String time) {
        if (!claim.region.equals(region)) {
            throw invalid("Credential should be scoped to a valid region, not '" + claim.region + "'.");
        }
        if (!claim.service.equals(SERVICE)) {
            throw invalid("Credential should be scoped to correct service: '" + SERVICE + "'.");
        }
        if (!time.startsWith(claim.date + "T")) {
            throw invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                    + claim.date + "' != '" + time.substring(0, 8) + "', from '" + time + "'.");
        }
    }

    /** What decides about a request must be signed: else another operation could be put on another's signature. */
    private static void checkHeaders(SignedRequest request, Claim claim) {
        for (String name : request.headers().keySet()) {
            boolean decides = name.equals("host") || name.startsWith("x-amz-");
            boolean signed = claim.headers.contains(name);
            // Only what some clients add after signing may be left out.
            if (decides && !signed && !name.equals("x-amz-content-sha256")) {
                throw invalid("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
        String declared = request.header("x-amz-content-sha256");
        if (!declared.isEmpty() && !declared.equals(Signature.sha256(request.body()))) {
            throw invalid("The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }

    private static ServiceException incomplete(String message) {
        return ServiceException.client("IncompleteSignatureException", message);
    }

    private static ServiceException invalid(String message) {
        return ServiceException.client("InvalidSignatureException", message);
    }
}
