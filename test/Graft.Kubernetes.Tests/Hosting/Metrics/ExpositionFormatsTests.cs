using Graft.Kubernetes.Hosting.Metrics;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Tests.Hosting.Metrics;

public sealed class ExpositionFormatsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text; version=1.0.0; charset=utf-8", true)]
    [InlineData("application/openmetrics-text;version=2.0.0", false)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.5", false)]
    [InlineData("application/openmetrics-text;version=\"1.0.0\";q=0.5,text/plain;version=0.0.4;q=0.5", true)]
    // What Prometheus 2 and Prometheus 3 ask for.
    [InlineData(
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        true
    )]
    [InlineData(
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        true
    )]
    [InlineData("application/json", false)]
    [InlineData("not a header", false)]
    public void The_scraper_gets_the_format_that_it_likes_best(string? accept, bool isOpenMetrics)
    {
        var headers = new HeaderDictionary { ["Accept"] = accept };

        Assert.Equal(isOpenMetrics, ExpositionFormats.Negotiate(headers) == ExpositionFormat.OpenMetrics);
    }
}
