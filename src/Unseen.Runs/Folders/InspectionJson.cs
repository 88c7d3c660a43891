using System.Text.Json.Nodes;
using Unseen.Data.Inspection;

namespace Unseen.Runs.Folders;

/// <summary>Converts an inspection report to JSON.</summary>
internal static class InspectionJson
{
    public static JsonObject Create(InspectionReport report) => new()
    {
        ["name"] = report.Name,
        ["images"] = report.Images,
        ["seenClasses"] = report.SeenClasses,
        ["unseenClasses"] = report.UnseenClasses,
        ["featureWidth"] = report.FeatureWidth,
        ["descriptorWidth"] = report.DescriptorWidth,
        ["trainVal"] = report.TrainVal,
        ["testSeen"] = report.TestSeen,
        ["testUnseen"] = report.TestUnseen,
        ["imagesPerClass"] = JsonText.ToNode([report.ImagesPerClass.Minimum, report.ImagesPerClass.Median,
            report.ImagesPerClass.Maximum]),
        ["descriptorNorm"] = JsonText.CreateArray(
            [JsonText.Number((double)report.DescriptorNorm.Minimum),
                JsonText.Number((double)report.DescriptorNorm.Maximum)]),
        ["hasErrors"] = report.HasErrors,
        ["findings"] = JsonText.CreateArray(report.Findings.Select(finding => new JsonObject
        {
            ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
            ["code"] = finding.Code,
            ["message"] = finding.Message,
        })),
    };
}
