package dev.millrace.benchmarks.loop;

import dev.millrace.Pair;
import dev.millrace.benchmarks.input.AdEvent;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.AdSteps;
import dev.millrace.benchmarks.program.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Row 4: campaigns are numbered beforehand; each thread counts views by number, the caller's adds the counts up. */
final class AdViewsLoop implements LoopProgram<AdEvent> {
    private final List<Long> campaigns = new ArrayList<>();
    private final LongTable<Integer> numbers;

    AdViewsLoop() {
        Map<Long, Integer> numberOfAd = new HashMap<>();
        for (long ad = 0; ad < AdSteps.ADS; ad++) {
            long id = Digest.mix(ad);
            Long campaign = AdSteps.campaign(new AdSteps.View(id, 0));
            if (!campaigns.contains(campaign)) {
                campaigns.add(campaign);
            }
            numberOfAd.put(id, campaigns.indexOf(campaign));
        }
        numbers = new LongTable<>(numberOfAd);
    }

    @Override
    public Digest pass(Batch<AdEvent> batch, Workers workers) throws ExecutionException, InterruptedException {
        List<long[]> counts = workers.each(part -> count(batch.parts().get(part)));
        Digest digest = new Digest();
        for (int number = 0; number < campaigns.size(); number++) {
            long sum = 0;
            for (long[] ofPart : counts) {
                sum += ofPart[number];
            }
            if (sum > 0) {
                deliver(digest, Pair.of(campaigns.get(number), sum));
            }
        }
        return digest;
    }

    private long[] count(AdEvent[] part) {
        long[] counts = new long[campaigns.size()];
        for (AdEvent event : part) {
            if (AdSteps.isView(event)) {
                Integer number = numbers.find(event.ad());
                if (number == null) {
                    throw new IllegalArgumentException("no campaign has the advertisement " + event.ad());
                }
                counts[number]++;
            }
        }
        return counts;
    }

    private static void deliver(Digest digest, Pair<Long, Long> counted) {
        Output.count(digest, counted.key(), counted.value());
    }
}
