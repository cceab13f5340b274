package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Digest;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** The Yahoo streaming benchmark without its input and output: views alone, what is needed of them, and the campaign of each. */
public final class AdSteps {
    /** So many advertisements, ten of each campaign. */
    public static final int ADS = 1_000;

    private static final int ADS_PER_CAMPAIGN = 10;
    private static final Map<Long, Long> CAMPAIGNS = campaigns();

    private AdSteps() {}

    /** What is left of an event. */
    public record View(long ad, long timeMillis) implements Serializable {}

    public static boolean isView(AdEvent event) {
        return event.type() == AdEvent.VIEW;
    }

    public static View view(AdEvent event) {
        return new View(event.ad(), event.timeMillis());
    }

    /** Found in a table that each process has. */
    public static Long campaign(View view) {
        Long found = CAMPAIGNS.get(view.ad());
        if (found == null) {
            throw new IllegalArgumentException("no campaign has the advertisement " + view.ad());
        }
        return found;
    }

    private static Map<Long, Long> campaigns() {
        Map<Long, Long> campaigns = new HashMap<>();
        for (long ad = 0; ad < ADS; ad++) {
            campaigns.put(Digest.mix(ad), Digest.mix(ADS + ad / ADS_PER_CAMPAIGN));
        }
        return campaigns;
    }
}
