using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Images.Tests.Galleries;

public sealed class GalleryTests
{
    [Fact]
    public void Nearest_SavedGallery_SortsByCosine()
    {
        using var folder = new TemporaryFolder();
        string[] images = [.. Enumerable.Range(0, 5).Select(i => folder.Write($"{i}.png", Pictures.Random(i)))];
        float[][] features = [[1, 0, 0], [5, 5, 0], [0, 0, 2], [0, 1, 0], [-1, 0, 0]];
        images[2] = folder.GetPath("absent.png");
        Gallery.Save(folder.GetPath, images, ["a", "b", "c", "d", "e"], i => [.. features[i]]);

        var gallery = Gallery.Load(folder.FullPath)!;
        var nearest = gallery.Nearest([3, 2.9f, 0], 3);

        Assert.Equal(["a", "b", "d", "e"], gallery.Labels);
        Assert.Equal(["b", "a", "d"], nearest.Select(near => gallery.Labels[near.Index]));
        Assert.Equal(3 / Math.Sqrt(9 + (2.9 * 2.9)), nearest[1].Cosine, 1e-5);
        Assert.True(File.Exists(gallery.GetThumbnail(3)));
        Assert.Throws<ArgumentException>(() => gallery.Nearest([1, 2], 1));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("3")]
    public void Load_InvalidLabels_Throws(string labels)
    {
        using var folder = new TemporaryFolder();
        SafeTensorsFile.Write(folder.GetPath(Gallery.FileName),
            new Dictionary<string, ModelTensor> { ["features"] = new([1, 2], [1, 0]) },
            new Dictionary<string, string> { ["labels"] = labels });

        Assert.Throws<ModelFileException>(() => Gallery.Load(folder.FullPath));
    }

    [Fact]
    public void Load_DamagedGallery_Throws()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Gallery.FileName, [1, 2, 3]);

        Assert.Throws<ModelFileException>(() => Gallery.Load(folder.FullPath));
    }
}
