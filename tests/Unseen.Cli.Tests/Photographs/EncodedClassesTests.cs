using Unseen.Images.Encoders;
using Unseen.Images.Tests.Encoders;
using Unseen.Runs;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Tests.Photographs;

public sealed class EncodedClassesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Create_ClassWithoutADescriptionInATableWithMissingNumbers_EncodesItsName()
    {
        var clip = new TinyTowers().WriteSplit(_folder["clip"]);
        TinyTowers.WriteJson(clip);
        await CommandRun.Run("init", _folder["project"]);
        var project = PhotoProject.Open(_folder["project"], new PhotoOverrides { Encoder = clip });
        File.WriteAllText(project.Classes,
            "class,role,description,stripes\nred,seen,a striped animal,1\nblue,unseen,,\n");
        var warnings = new List<string>();

        var descriptors = EncodedClasses.Create(project, new RunContext { Warn = warnings.Add });

        using var encoder = TextEncoder.Load(clip);
        var prompts = new ClassPrompts
        {
            Texts = new Dictionary<string, IReadOnlyList<string>> { ["red"] = ["a striped animal"] },
        };
        var expected = await prompts.EncodeAsync(
            encoder, ["red", "blue"], TestContext.Current.CancellationToken);
        Assert.Equal(expected.Values, descriptors.Values);
        Assert.Equal($"{project.Classes} has no texts for blue; their names alone are used.", Assert.Single(warnings));
    }

    public void Dispose() => _folder.Dispose();
}
