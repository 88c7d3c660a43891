using OpenTelemetry;
using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;
using Unseen.Extensions.Hosting.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddUnseen(builder.Configuration.GetSection("Unseen"));
builder.Services.AddHealthChecks().AddUnseen();
var telemetry = builder.Services.AddOpenTelemetry()
    .WithMetrics(metrics => metrics.AddMeter(UnseenTelemetry.MeterName, "Microsoft.AspNetCore.Hosting"))
    .WithTracing(traces => traces.AddSource(UnseenTelemetry.ActivitySourceName, "Microsoft.AspNetCore"));
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
    telemetry.UseOtlpExporter();

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapUnseen(); // /v1/predict, /v1/models, /v1/classes, /v1/thumbnails
app.Run();
