using System.Text.Json.Nodes;
using Unseen.Methods.Dgz;
using Unseen.Methods.FClswgan;
using Unseen.Methods.Prototype;
using Unseen.Training;

namespace Unseen.Tests.Training;

public class EarlierRunIdentityTests
{
    // As a build before options had names wrote it, without the sections of methods that are not in the run.
    private const string Identity =
        """
        {"results": 1, "options": {"generator": "f-clswgan",
          "wgan": {"hidden": 8, "epochs": 7, "batchSize": 512, "criticSteps": 5, "gradientPenalty": 10, "learningRate": 0.0001, "learningRateDecay": 1},
          "fClswgan": {"classificationWeight": 0.02, "classifierEpochs": 40}, "pseudoPerClass": 12, "classifier": "prototype",
          "prototype": {"hidden": 32, "temperature": 0.04, "outputRelu": false, "training": {"epochs": 60, "batchSize": 512,
            "learningRate": 0.0001, "beta1": 0.5, "beta2": 0.999, "weightDecay": 0.0001, "halveEvery": 30}},
          "adjustment": "dgz", "sigma": null, "dgz": {"unseenWeight": null, "descriptorNoise": 0.08}, "protocol": "fair", "seeds": [0],
          "scaling": "minMax", "classifyEvery": null, "device": "cpu", "precision": "auto", "threads": null},
         "generator": "f-clswgan", "classifier": "prototype", "data": "a480"}
        """;

    [Fact]
    public void Upgrade_IdentityOfAnEarlierVersion_HasEveryOptionUnderItsName()
    {
        var options = new RunOptions
        {
            Generator = new FClswganOptions { Hidden = 8, Epochs = 7, ClassificationWeight = 0.02, GuideEpochs = 40 },
            Classifier = new PrototypeOptions { Hidden = 32 },
            Adjustment = new DgzOptions(),
            PseudoPerClass = 12,
        };

        var upgraded = EarlierRunIdentity.Upgrade(JsonNode.Parse(Identity)!.AsObject());

        var actual = upgraded["options"]!.AsObject();
        foreach (var (name, value) in options.ToJson())
            Assert.True(JsonNode.DeepEquals(value, actual[name]), $"{name}: {value} {actual[name]}");
        Assert.Equal("a480", (string?)upgraded["data"]);
        Assert.Same(upgraded, EarlierRunIdentity.Upgrade(upgraded));
    }
}
