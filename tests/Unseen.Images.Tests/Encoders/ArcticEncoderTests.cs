using System.Numerics.Tensors;

namespace Unseen.Images.Tests.Encoders;

/// <summary>A real sentence encoder, snowflake-arctic-embed-xs. The vector of a text is the vector of its first
/// token.</summary>
public sealed class ArcticEncoderTests(ArcticEncoderTests.Arctic model) : IClassFixture<ArcticEncoderTests.Arctic>
{
    private const string Query = "Represent this sentence for searching relevant passages: ";

    [Theory]
    [InlineData("what is snowflake?", 0.57515126, 0.45798576)]
    [InlineData("Where can I get the best tacos?", 0.5044898, 0.5636022)]
    public void Encode_TextsOfThePublishedExample_AreAsSimilarAsPublished(string query, double cloud, double city)
    {
        // The expected values are from the model card of snowflake-arctic-embed-xs.
        var vector = model.Encoder.Encode(Query + query);

        Assert.Equal(384, model.Encoder.Width);
        Assert.Equal(cloud, TensorPrimitives.Dot<float>(vector, model.Encoder.Encode("The Data Cloud!")), 1e-4);
        Assert.Equal(city, TensorPrimitives.Dot<float>(vector, model.Encoder.Encode("Mexico City of Course!")), 1e-4);
    }

    /// <summary>The model, with the pooling that is published with it.</summary>
    public sealed class Arctic() : PackagedEncoder("ArcticXs", """
        {
          "word_embedding_dimension": 384,
          "pooling_mode_cls_token": true,
          "pooling_mode_mean_tokens": false,
          "pooling_mode_max_tokens": false,
          "pooling_mode_mean_sqrt_len_tokens": false
        }
        """);
}
